import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTestingEnvironment, shareTestingEnvironment } from './config.js';
import { locateNatsServer } from './nats/nats-binary.js';
import { startPostgres } from './postgres/postgres.js';
import { stopLeftover } from './postgres/postgres-leftover.js';
import { isAlive } from './processes/process-identity.js';
import { onTeardown } from './jest-global-teardown.js';

/**
 * Runs once per run of integration tests: finds nats-server and starts one PostgreSQL server, on
 * which each test file creates its own databases. `ORDERWIRE_TEST_POSTGRES` (a superuser URL) uses
 * a running server instead.
 */
export default async function setUp(): Promise<void> {
  const natsServerBin = await locateNatsServer({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  shareTestingEnvironment({ natsServerBin });
  if (readTestingEnvironment().testPostgresUrl) return;

  await removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(folder, 0o755); // as root the server gets another account, which must be able to enter
  const postgres = await startPostgres({ dataDir: join(folder, 'data'), password: 'test', durable: false });
  shareTestingEnvironment({ testPostgresUrl: postgres.adminUrl });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Jest skips the teardown when it is interrupted. An exit handler cannot wait, so it stops the
  // server at once.
  const interrupted = () => {
    process.kill(postgres.pid, 'SIGQUIT');
    remove();
  };
  process.once('exit', interrupted);
  onTeardown(async () => {
    process.removeListener('exit', interrupted);
    await postgres.stop();
    remove();
  });
}

const prefix = 'orderwire-test-postgres-';

/**
 * Stops the servers of test runs that were killed. The folder's name contains the process id of its
 * run.
 */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const owner = Number(name.slice(prefix.length).split('-')[0]);
    if (isAlive(owner)) continue;
    const folder = join(tmpdir(), name);
    await stopLeftover(join(folder, 'data'));
    rmSync(folder, { recursive: true, force: true });
  }
}
