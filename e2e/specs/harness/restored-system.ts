import { recordRestore, startSystem, type System, topology } from '@orderwire/launcher/system';
import { runningSystem, bareEnvironment } from '@orderwire/launcher/system';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { audit, type Violation } from '../../src/chaos/audit/audit.js';
import { readSnapshot } from '../../src/chaos/audit/read-snapshot.js';
import { ChaosShop } from '../../src/chaos/chaos-shop.js';
import { QuiescenceProbe } from '../../src/chaos/quiescence-probe.js';
import { queryService } from '../../src/chaos/query-service.js';
import { SeededRandom } from '../../src/chaos/seeded-random.js';
import type { TestBed } from '../../src/chaos/test-bed.js';
import { until } from './until.js';

const databases = topology.flatMap(({ name, database }) =>
  database ? [{ service: name, ...database }] : [],
);

/** The services that have a database. */
export const storingServices = databases.map(({ service }) => service);

/**
 * A system of its own whose databases are backed up and restored. A copy of each database within the
 * cluster stands for the backup: what services do afterwards is the same.
 */
export class RestoredSystem {
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
    };
    const system = await startSystem({ dataDir, environment, seed: false });
    const { state, secrets } = runningSystem(dataDir);
    const options = { random: new SeededRandom('restores'), orders: 20, signal: undefined };
    const shop = await ChaosShop.open(state, secrets.stripe.secret, options);
    const bed = { system, dataDir, secrets, shop, log: () => undefined, signal: undefined };
    return new RestoredSystem(dataDir, system, bed);
  }

  async stop(): Promise<void> {
    await this.system.stop();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** Copies the databases of these services. Returns the time of the copy. */
  async backUp(services: readonly string[]): Promise<Date> {
    const recoveredTo = new Date();
    await this.asAdmin(async (run) => {
      for (const { name } of chosen(services)) {
        await run(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
        await run(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}'`);
        await run(`CREATE DATABASE ${name}_backup TEMPLATE ${name} STRATEGY file_copy`);
        await run(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      }
    });
    return recoveredTo;
  }

  /** Replaces the databases by their copies and waits until the services have recovered. */
  async restore(services: readonly string[], recoveredTo: Date): Promise<void> {
    await Promise.all(storingServices.map((service) => this.system.stopService(service)));
    await this.asAdmin(async (run) => {
      for (const { name, role } of chosen(services)) {
        await run(`DROP DATABASE ${name} WITH (FORCE)`);
        await run(`ALTER DATABASE ${name}_backup RENAME TO ${name}`);
        await run(`ALTER DATABASE ${name} OWNER TO ${role}`);
        await run(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`);
      }
    });
    const urls = storingServices.map((service) => [
      service,
      this.system.state.services[service]?.databaseUrl ?? '',
    ]);
    const natsUrl = this.system.state.urls.nats;
    await recordRestore({ databases: Object.fromEntries(urls), natsUrl, restored: services, recoveredTo });
    await Promise.all(storingServices.map((service) => this.system.start(service)));
    for (const service of storingServices)
      await until(
        () => this.query(service, 'SELECT id FROM messaging.restores WHERE completed_at IS NULL'),
        ({ length }) => length === 0,
      );
  }

  query<Row extends object>(service: string, sql: string, values: unknown[] = []): Promise<Row[]> {
    return queryService<Row>(this.system.state, service, sql, values);
  }

  /** Lets unpaid orders expire, waits until no work is left, and checks all invariants. */
  async audit(): Promise<Violation[]> {
    const probe = new QuiescenceProbe(this.bed, 200);
    await probe.expireSessions();
    const open = await probe.waitUntilQuiescent(180);
    return [...open.map((what) => ({ rule: 'quiescent', what })), ...audit(await readSnapshot(this.bed))];
  }

  private async asAdmin(work: (run: (sql: string) => Promise<unknown>) => Promise<void>): Promise<void> {
    const client = new pg.Client({ connectionString: this.system.state.urls.postgres });
    await client.connect();
    try {
      await work((sql) => client.query(sql));
    } finally {
      await client.end();
    }
  }
}

const chosen = (services: readonly string[]) => databases.filter(({ service }) => services.includes(service));
