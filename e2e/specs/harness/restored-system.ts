import { bareEnvironment, runningSystem, startSystem, type System } from '@orderwire/launcher/system';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit, type Violation } from '../../src/chaos/audit/audit.js';
import { readSnapshot } from '../../src/chaos/audit/read-snapshot.js';
import { ChaosShop } from '../../src/chaos/chaos-shop.js';
import { DatabaseCopies } from '../../src/chaos/faults/database-copies.js';
import { mailSettings } from '../../src/chaos/mails.js';
import { QuiescenceProbe } from '../../src/chaos/quiescence-probe.js';
import { queryService } from '../../src/chaos/query-service.js';
import { SeededRandom } from '../../src/chaos/seeded-random.js';
import type { TestBed } from '../../src/chaos/test-bed.js';

/** A system of its own whose databases are backed up and restored. */
export class RestoredSystem {
  private forgotMessages = false;

  private constructor(
    private readonly dataDir: string,
    readonly system: System,
    readonly bed: TestBed,
  ) {}

  static async start(): Promise<RestoredSystem> {
    const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-restore-'));
    const environment = {
      ...bareEnvironment(),
      HOLD_SWEEP_SECONDS: '1',
      ORDER_SWEEP_SECONDS: '1',
      EVENT_ACK_WAIT_SECONDS: '3',
      WEBHOOK_RETRY_BASE_MS: '200',
      REFUND_SECONDS: '0.2',
      GUEST_STOCK_PERCENT: '100',
      ...mailSettings,
    };
    const system = await startSystem({ dataDir, environment, seed: false, durable: false });
    const { state, secrets } = runningSystem(dataDir);
    const options = { random: new SeededRandom('restores'), orders: 20, signal: undefined };
    const shop = await ChaosShop.open(state, secrets.stripe.secret, options);
    const bed = { system, dataDir, environment, secrets, shop, log: () => undefined, signal: undefined };
    return new RestoredSystem(dataDir, system, bed);
  }

  async stop(): Promise<void> {
    await this.system.stop();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** Copies the databases of these services. Returns the time of the copy. */
  backUp(services: readonly string[]): Promise<Date> {
    return new DatabaseCopies(this.system).backUp(services);
  }

  /** Replaces the databases by their copies and waits until the services have recovered. */
  restore(services: readonly string[], recoveredTo: Date): Promise<void> {
    this.forgotMessages ||= services.includes('notifications-ms');
    return new DatabaseCopies(this.system).restore(services, recoveredTo);
  }

  query<Row extends object>(service: string, sql: string, values: unknown[] = []): Promise<Row[]> {
    return queryService<Row>(this.system.state, service, sql, values);
  }

  /** Lets unpaid orders expire, waits until no work is left, and checks all invariants. */
  async audit(): Promise<Violation[]> {
    const probe = new QuiescenceProbe(this.bed, 200);
    await probe.expireSessions();
    const open = await probe.waitUntilQuiescent(180);
    const snapshot = await readSnapshot(this.bed);
    const known = new Set(snapshot.messages.map(({ id }) => id));
    // A restored notifications-ms has forgotten messages, and sends some of their mails again.
    if (this.forgotMessages) snapshot.mails = snapshot.mails.filter(({ message }) => known.has(message));
    return [...open.map((what) => ({ rule: 'quiescent', what })), ...audit(snapshot)];
  }
}
