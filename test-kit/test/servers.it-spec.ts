import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startNats } from '../src/nats/nats-server.js';
import { startPostgres } from '../src/postgres/postgres.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderwire servers '));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ answer: unknown }>(sql)).rows[0]?.answer;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  it('keeps its data over a stop, a crash, and a reused process id', async () => {
    const options = { dataDir: join(folder, 'pg'), password: 'pa ss@/', durable: false };
    const first = await startPostgres(options);
    await ask(first.adminUrl, 'CREATE TABLE kept (answer int)');
    await ask(first.adminUrl, 'INSERT INTO kept VALUES (42)');
    await first.stop();

    const second = await startPostgres(options);
    const pidFile = readFileSync(join(options.dataDir, 'postmaster.pid'), 'utf8');
    await second.kill();
    writeFileSync(
      join(options.dataDir, 'postmaster.pid'),
      pidFile.replace(String(second.pid), String(process.pid)),
    );

    const third = await startPostgres(options);
    expect(await ask(third.adminUrl, 'SELECT answer FROM kept')).toBe(42);
    await third.stop();
  });

  it('takes over the folder of a server whose parent was killed', async () => {
    const options = { dataDir: join(folder, 'orphan'), password: 'test', durable: false };
    const orphan = await startPostgres(options);
    const next = await startPostgres(options);
    expect(next.pid).not.toBe(orphan.pid);
    await expect(ask(orphan.adminUrl, 'SELECT 1 AS answer')).rejects.toThrow();
    expect(await ask(next.adminUrl, 'SELECT 1 AS answer')).toBe(1);
    await next.stop();
  });

  it('reports data that was created with another password', async () => {
    const options = { dataDir: join(folder, 'password'), password: 'one', durable: false };
    await (await startPostgres(options)).stop();
    await expect(startPostgres({ ...options, password: 'two' })).rejects.toThrow(/another one/);
  });

  it('fails with the reason when its port is in use', async () => {
    const holder = await startPostgres({ dataDir: join(folder, 'holder'), password: 'x', durable: false });
    const late = startPostgres({
      dataDir: join(folder, 'late'),
      password: 'x',
      durable: false,
      port: holder.port,
    });
    await expect(late).rejects.toThrow(/PostgreSQL ended[^]*Address already in use/);
    await holder.stop();
  });
});

describe('startNats', () => {
  it('serves JetStream to clients with the password, and syncs each message to disk', async () => {
    const nats = await startNats({ storeDir: join(folder, 'nats'), user: 'orderwire', password: 'p"a:s' });
    const settings = (await (await fetch(`${nats.monitorUrl}/varz`)).json()) as {
      auth_required: boolean;
      ping_interval: number;
      ping_max: number;
      jetstream: { config: { sync_always: boolean } };
    };
    expect(settings.auth_required).toBe(true);
    expect(settings.jetstream.config.sync_always).toBe(true);
    // Nanoseconds. A hung client keeps its share of the requests until it is disconnected.
    expect(settings).toMatchObject({ ping_interval: 5e9, ping_max: 2 });
    expect(nats.url).toBe(`nats://orderwire:p%22a%3As@127.0.0.1:${nats.port}`);
    await nats.stop();
    await expect(fetch(nats.monitorUrl)).rejects.toThrow();
  });

  it('takes over the folder of a server whose parent was killed', async () => {
    const options = { storeDir: join(folder, 'nats orphan') };
    const orphan = await startNats(options);
    const next = await startNats(options);
    await expect(orphan.ended).resolves.toMatch(/ended/);
    expect(next.pid).not.toBe(orphan.pid);
    await next.stop();
  });

  it('fails with the reason when its configuration is invalid', async () => {
    const wrong = startNats({ storeDir: join(folder, 'wrong'), extraConfig: 'no_such_setting: 1' });
    await expect(wrong).rejects.toThrow(/nats-server ended[^]*no_such_setting/);
  });
});
