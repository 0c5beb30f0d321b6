import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { connectNats, createLogger } from '../src/index.js';
import { retryUntilAvailable } from '../src/database/retry-until-available.js';
import { migrateMessaging } from '../src/migrations/migrate.js';
import { freePort, type Nats, startNats, createTestDatabase } from '@orderwire/test-kit';

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
});

/** A logger and its first line. */
class Lines {
  private found: (line: unknown) => void = () => undefined;
  readonly next = new Promise<unknown>((resolve) => (this.found = resolve));
  readonly logger: Logger = pino({}, { write: (line: string) => this.found(JSON.parse(line)) });
}
