import { Controller, type DynamicModule, Module } from '@nestjs/common';
import {
  type NewAuditEntry,
  type AuditRecorded,
  RecordAudit,
  type RecordAuditRequest,
} from '@orderwire/contracts';
import {
  RpcHandler,
  PlatformModule,
  type RunningService,
  type ServiceConfig,
  startService,
} from '@orderwire/platform';
import { AuditForwarder, type ForwarderTimings } from '../src/admin/audit-forwarder.js';

const timings: ForwarderTimings = { intervalMs: 50, timeoutMs: 20_000, shutdownMs: 20_000 };

/** Makes a gateway forward audit entries soon, and wait for the reply on slow machines. */
export const forwardSoon = ({ app }: RunningService): void =>
  void Object.assign(app.get(AuditForwarder, { strict: false }).timings, timings);

/** An audit log that keeps the batches it receives. */
export class FakeAuditLog {
  readonly batches: NewAuditEntry[][] = [];

  get entries(): NewAuditEntry[] {
    return this.batches.flat();
  }

  open(config: ServiceConfig): Promise<RunningService> {
    return startService('fake-audit-log', FakeAuditModule.with(config, this), config);
  }
}

@Controller()
class FakeAudit {
  constructor(private readonly log: FakeAuditLog) {}

  @RpcHandler(RecordAudit) async record({ notes }: RecordAuditRequest): Promise<AuditRecorded> {
    this.log.batches.push(notes);
    return { recorded: notes.length };
  }
}

@Module({})
class FakeAuditModule {
  static with(config: ServiceConfig, log: FakeAuditLog): DynamicModule {
    return {
      module: FakeAuditModule,
      imports: [PlatformModule.forGateway('fake-audit-log', config)],
      controllers: [FakeAudit],
      providers: [{ provide: FakeAuditLog, useValue: log }],
    };
  }
}
