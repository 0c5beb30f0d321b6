import { recordRestore, type System, topology } from '@orderwire/launcher/system';
import pg from 'pg';
import { queryService } from '../query-service.js';
import { retried } from '../retried.js';

const databases = topology.flatMap(({ name, database }) =>
  database ? [{ service: name, ...database }] : [],
);

/** The services that have a database. */
export const storingServices = databases.map(({ service }) => service);

const chosen = (services: readonly string[]) => databases.filter(({ service }) => services.includes(service));

/**
 * Backs up and restores databases of a running system. A copy of each database within the cluster
 * stands for the backup: what services do afterwards is the same.
 */
export class DatabaseCopies {
  constructor(
    private readonly system: System,
    private readonly signal?: AbortSignal,
  ) {}

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
    const { system } = this;
    await Promise.all(storingServices.map((service) => system.stopService(service)));
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
      system.state.services[service]?.databaseUrl ?? '',
    ]);
    const natsUrl = system.state.urls.nats;
    await recordRestore({ databases: Object.fromEntries(urls), natsUrl, restored: services, recoveredTo });
    // A first start may fail while a killed server is down.
    await Promise.all(storingServices.map((service) => retried(() => system.start(service), this.signal)));
    for (const service of storingServices) await retried(() => this.expectRecovered(service), this.signal);
  }

  private async expectRecovered(service: string): Promise<void> {
    const sql = 'SELECT id FROM messaging.restores WHERE completed_at IS NULL';
    const { length } = await queryService(this.system.state, service, sql);
    if (length > 0) throw new Error(`${service} has not recovered from a restore`);
  }

  private async asAdmin(work: (run: (sql: string) => Promise<unknown>) => Promise<void>): Promise<void> {
    const client = await retried(async () => {
      const connecting = new pg.Client({ connectionString: this.system.state.urls.postgres });
      await connecting.connect();
      return connecting;
    }, this.signal);
    try {
      await work((sql) => client.query(sql));
    } finally {
      await client.end();
    }
  }
}
