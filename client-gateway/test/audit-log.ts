import { type NewAuditEntry, RecordAudit } from '@orderwire/contracts';
import type { RunningService } from '@orderwire/platform';
import { FakeService } from '@orderwire/test-kit';
import { AuditForwarder, type ForwarderTimings } from '../src/admin/audit-forwarder.js';
import type { GatewayWorld } from './gateway-world.js';

const timings: ForwarderTimings = { intervalMs: 50, timeoutMs: 20_000, shutdownMs: 20_000 };

/** Makes a gateway forward audit entries soon, and wait for the reply on slow machines. */
export const forwardSoon = ({ app }: RunningService): void =>
  void Object.assign(app.get(AuditForwarder, { strict: false }).timings, timings);

/** The audit log of auth-ms; it accepts entries from our own services only. */
export class FakeAuditLog {
  readonly service: FakeService;

  constructor({ link }: GatewayWorld) {
    this.service = new FakeService(link).serve(RecordAudit, ({ notes }) => ({ recorded: notes.length }));
  }

  /** Batches of entries, oldest first. */
  get batches(): NewAuditEntry[][] {
    return this.service.requests(RecordAudit).map(({ notes }) => notes);
  }

  get entries(): NewAuditEntry[] {
    return this.batches.flat();
  }
}
