import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { Client } from 'pg';
import { checkTls, connectNats, createLogger, Database, statement } from '../src/index.js';
import { folderWith } from './migration-folder.js';
import { retryUntilAvailable } from '../src/database/retry-until-available.js';
import { migrateMessaging, migrateService } from '../src/migrations/migrate.js';
import {
  freePort,
  type Nats,
  startNats,
  createTestDatabase,
  startUntrustedServer,
  type TestDatabase,
  waitUntil,
} from '@orderwire/test-kit';

describe('the start of a service', () => {
  let storeDir: string;
  let port: number;
  let nats: Nats | undefined;
  const start = async () =>
    (nats = await startNats({ storeDir, port, user: 'orders-ms', password: 'right' }));
  beforeEach(async () => {
    storeDir = mkdtempSync(join(tmpdir(), 'orderwire-start-'));
    port = await freePort();
  });
  afterEach(async () => {
    await nats?.stop();
    nats = undefined;
    rmSync(storeDir, { recursive: true, force: true });
  });

  it('waits for an unavailable NATS server, and logs its address and the reason', async () => {
    const lines = new Lines();
    const connecting = connectNats('orders-ms', [`nats://orders-ms:right@127.0.0.1:${port}`], lines.logger);
    const line = await lines.next;
    expect(line).toMatchObject({ msg: 'waiting for NATS', servers: [`127.0.0.1:${port}`] });
    expect(JSON.stringify(line)).not.toContain('right');
    await start();
    const { connection } = await connecting;
    await connection.close();
  });

  it('fails at once when NATS refuses the password, and names the variable', async () => {
    await start();
    const wrong = connectNats(
      'orders-ms',
      [`nats://orders-ms:wr0ng@127.0.0.1:${port}`],
      createLogger('t', 'silent'),
    );
    await expect(wrong).rejects.toThrow(
      'NATS refuses orders-ms: check the name and password in NATS_SERVERS',
    );
  });

  it('waits for an unavailable database, and logs its address and the reason', async () => {
    const lines = new Lines();
    let up = false;
    const work = async () => {
      if (!up) return migrateMessaging(`postgres://orders:right@127.0.0.1:${port}/orders`);
    };
    const waiting = retryUntilAvailable(
      work,
      `postgres://orders:right@127.0.0.1:${port}/orders`,
      lines.logger,
    );
    const line = await lines.next;
    expect(line).toMatchObject({ msg: 'waiting for the database', host: `127.0.0.1:${port}` });
    expect(JSON.stringify(line)).not.toContain('right');
    up = true;
    await waiting;
  });

  it('fails at once when the database refuses the password', async () => {
    const database = await createTestDatabase();
    const url = new URL(database.url);
    url.password = 'wr0ng';
    const refused = retryUntilAvailable(
      () => migrateMessaging(url.href),
      url.href,
      createLogger('t', 'silent'),
    );
    await expect(refused).rejects.toThrow('password authentication failed');
    await database.drop();
  });

  it('fails at once when the certificate of NATS or the database is unknown, and names the host and NODE_EXTRA_CA_CERTS', async () => {
    const log = createLogger('t', 'silent');
    const broker = await startUntrustedServer((socket) =>
      socket.write('INFO {"server_id":"x","version":"2.15.0","max_payload":1048576,"tls_required":true}\r\n'),
    );
    await expect(connectNats('orders-ms', [`tls://127.0.0.1:${broker.port}`], log)).rejects.toThrow(
      new RegExp(`127\\.0\\.0\\.1:${broker.port}.*NODE_EXTRA_CA_CERTS`),
    );
    broker.close();
    const database = await startUntrustedServer(
      (socket) => new Promise<void>((done) => socket.once('data', () => socket.write('S', () => done()))),
    );
    const url = `postgres://orders:pw@127.0.0.1:${database.port}/orders?sslmode=require`;
    await expect(retryUntilAvailable(() => migrateMessaging(url), url, log)).rejects.toThrow(
      new RegExp(`127\\.0\\.0\\.1:${database.port}.*NODE_EXTRA_CA_CERTS`),
    );
    database.close();
  });

  it('logs that the certificate of an API is unknown, with the host and NODE_EXTRA_CA_CERTS', async () => {
    const api = await startUntrustedServer();
    const lines = new Lines();
    checkTls(`https://127.0.0.1:${api.port}`, lines.logger);
    expect(await lines.next).toMatchObject({
      host: `127.0.0.1:${api.port}`,
      remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
    api.close();
  });
});

const named = statement<{ statements: number }>(
  'start.named',
  'SELECT count(*)::int AS statements FROM pg_prepared_statements',
);

describe('the database of a service', () => {
  let test: TestDatabase;
  let admin: Client;
  beforeEach(async () => {
    test = await createTestDatabase();
    admin = new Client({ connectionString: test.url });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await test.drop();
  });
  const logger = createLogger('t', 'silent');
  const withDatabase = async <T>(url: string, work: (database: Database) => Promise<T>): Promise<T> => {
    const database = new Database({ url, poolSize: 2, logger });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  const check = (url: string) => withDatabase(url, (database) => database.check());
  const setForAll = (setting: string) =>
    admin.query(`ALTER DATABASE ${new URL(test.url).pathname.slice(1)} SET ${setting}`);

  it('has its time-outs also with options in the connection string', async () => {
    const url = `${test.url}?options=-c%20search_path%3Dpublic`;
    const { rows } = await withDatabase(url, (database) => database.pool.query('SHOW lock_timeout'));
    expect(rows).toEqual([{ lock_timeout: '3s' }]);
  });

  it('is refused when a pooler drops the time-outs, until they are set for the role', async () => {
    const pooler = await startForgetfulProxy(test.url);
    await expect(check(pooler.url)).rejects.toThrow(
      /no lock_timeout, statement_timeout, idle_in_.*pooler.*ALTER ROLE "postgres" SET lock_timeout = 3000;/,
    );
    for (const name of ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'])
      await setForAll(`${name} = 3000`);
    await check(pooler.url);
    pooler.close();
  });

  it('migrates without the time-outs of its role behind a pooler', async () => {
    await setForAll('statement_timeout = 3000');
    const pooler = await startForgetfulProxy(test.url);
    const folder = folderWith(
      '1_limit',
      "CREATE TABLE limits AS SELECT current_setting('statement_timeout') AS found;",
    );
    expect(await migrateService(folder, pooler.url)).toEqual(['1_limit']);
    expect((await admin.query('SELECT found FROM limits')).rows).toEqual([{ found: '0' }]);
    rmSync(folder, { recursive: true });
    pooler.close();
  });

  it('is refused alike for migrations and statements when the tables would be in another schema', async () => {
    await setForAll('search_path = shop');
    await expect(check(test.url)).rejects.toThrow(/search_path leads to the schema.*"public"/);
    await expect(migrateMessaging(test.url)).rejects.toThrow(/search_path leads to the schema.*"public"/);
  });

  it('gets statements without names with pgbouncer=true', async () => {
    const count = (url: string) => withDatabase(url, (database) => database.run(named));
    expect(await count(test.url)).toEqual([{ statements: 1 }]);
    expect(await count(`${test.url}?pgbouncer=true`)).toEqual([{ statements: 0 }]);
  });

  it('is locked by a migration only as long as its transaction lasts, which no pooler can keep', async () => {
    await migrateMessaging(test.url);
    const other = new Client({ connectionString: test.url });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE messaging.migrations');
    const migrating = migrateMessaging(test.url);
    const { rows } = await waitUntil(
      () =>
        admin.query<{ state: string }>(
          `SELECT DISTINCT a.state FROM pg_locks l JOIN pg_stat_activity a USING (pid)
           WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()`,
        ),
      // "active" while the statement that took the lock still ends.
      (found) => found.rows.length > 0 && found.rows[0]?.state !== 'active',
    );
    expect(rows).toEqual([{ state: 'idle in transaction' }]);
    await other.end();
    await migrating;
  });

  it('names the holder of the migration lock to a start that waits', async () => {
    await admin.query("SELECT pg_advisory_lock(hashtext('orderwire.messaging.migrations'))");
    const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    let report: (reason: string) => void = () => undefined;
    const reported = new Promise<string>((resolve) => (report = resolve));
    const waiting = migrateMessaging(test.url, report);
    const reason = await reported;
    expect(reason).toContain(`process ${rows[0]?.pid} of the database server holds`);
    expect(reason).toContain(`SELECT pg_terminate_backend(${rows[0]?.pid})`);
    await admin.query('SELECT pg_advisory_unlock_all()');
    await waiting;
  });
});

/** Drops `options` of every client, as PgBouncer does with `ignore_startup_parameters = options`. */
async function startForgetfulProxy(target: string): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
    client.once('data', (startup: Buffer) => {
      // Length and version, then names and values that end with 0.
      const words = startup.subarray(8).toString().split('\0');
      const at = words.indexOf('options');
      if (at >= 0) words.splice(at, 2);
      const body = Buffer.from(words.join('\0'));
      const head = Buffer.alloc(8);
      head.writeUInt32BE(8 + body.length);
      startup.copy(head, 4, 4, 8);
      upstream.write(Buffer.concat([head, body]));
      client.pipe(upstream);
      upstream.pipe(client);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: url.href, close };
}

/** A logger and its first line. */
class Lines {
  private found: (line: unknown) => void = () => undefined;
  readonly next = new Promise<unknown>((resolve) => (this.found = resolve));
  readonly logger: Logger = pino({}, { write: (line: string) => this.found(JSON.parse(line)) });
}
