import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectNats, createLogger, type NatsLink } from '@orderwire/platform';
import { type Nats, startNats } from '@orderwire/test-kit';
import { Limits } from '../src/limits/limits.js';
import { SharedCounters } from '../src/limits/shared-counters.js';
import { Windows } from '../src/limits/windows.js';
import { startNatsAgain, until } from './gateway-world.js';
import { patient } from './limits-world.js';

const quota = 10;
const log = createLogger('test', 'silent');

/** A window that does not end while a test looks. */
class StandingWindows extends Windows {
  override now(): number {
    return 1_000_000_000_000;
  }
}

/** The signal is taken by each of its threads in its own time: until then it may still answer. */
const isStopped = (pid: number): boolean =>
  process.platform !== 'linux' || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') T ');

describe('the limit of sign-ins', () => {
  let storeDir: string;
  let nats: Nats;
  let links: NatsLink[];
  let counters: SharedCounters[];
  let replicas: Limits[];
  let address = 0;
  const next = () => `192.0.2.${++address}`;

  beforeAll(async () => {
    storeDir = mkdtempSync(join(tmpdir(), 'orderwire-limits-'));
    nats = await startNats({ storeDir });
    links = await Promise.all([1, 2].map(() => connectNats('test', [nats.url], log)));
  });
  afterAll(async () => {
    for (const { connection } of links) await connection.close();
    await nats.stop();
    rmSync(storeDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    const windows = new StandingWindows(60_000);
    counters = links.map((link) => new SharedCounters(link, 60_000, 1, log));
    for (const { patience } of counters) Object.assign(patience, patient);
    replicas = counters.map(
      (each) =>
        new Limits({ ip: 0, account: 0, sign_in: quota }, windows, each, (_name, key) =>
          key.replaceAll('.', '-'),
        ),
    );
    for (const limits of replicas) await limits.onModuleInit();
  });

  /** How many of `times` attempts are let in, spread over the replicas. */
  async function attempt(times: number, key: string, at: Limits[] = replicas): Promise<number> {
    const verdicts = await Promise.all(
      Array.from({ length: times }, async (_, i) => at[i % at.length]?.takeInTurn('sign_in', key)),
    );
    return verdicts.filter((verdict) => verdict && verdict.left >= 0).length;
  }

  it('lets exactly as many in as it may, however many come at once and wherever', async () => {
    expect(await attempt(5 * quota, next())).toBe(quota);
  });

  it('is per address', async () => {
    expect(await attempt(quota, next())).toBe(quota);
    expect(await attempt(quota, next())).toBe(quota);
  });

  it('is known to a replica that has not seen the address', async () => {
    const key = next();
    await attempt(quota, key, replicas.slice(0, 1));
    expect(await attempt(1, key, replicas.slice(1))).toBe(0);
  });

  it('goes on in each replica when the counters are lost, and over all when they are back', async () => {
    const key = next();
    const [one] = replicas.map((limits) => [limits]);
    expect(await attempt(3, key, one)).toBe(3);
    await links[0]?.connection.request('$JS.API.STREAM.DELETE.limits', '', { timeout: 20_000 });
    expect(await attempt(2, key, one)).toBe(2);
    await replicas[0]?.onModuleInit();
    await replicas[0]?.settle();
    expect(await attempt(5 * quota, key, one)).toBe(quota - 5);
    expect(await attempt(5 * quota, next())).toBe(quota);
  });

  it('holds in each replica while NATS is away or says nothing, and is shared again when it is back', async () => {
    const [gone, silent, back] = [next(), next(), next()];
    for (const { patience } of counters) patience.answerMs = 300;
    process.kill(nats.pid, 'SIGSTOP');
    try {
      await until(() => isStopped(nats.pid));
      expect(await attempt(2 * quota, silent)).toBe(2 * quota);
      expect(await attempt(2, silent)).toBe(0);
    } finally {
      process.kill(nats.pid, 'SIGCONT');
    }
    await nats.kill();
    await until(() => links.every((link) => !link.isConnected()));
    expect(await attempt(4 * quota, gone)).toBe(2 * quota);
    nats = await startNatsAgain({ storeDir, port: nats.port });
    await until(() => links.every((link) => link.isConnected()));
    for (const limits of replicas) await limits.onModuleInit();
    for (const { patience } of counters) Object.assign(patience, patient);
    expect(await attempt(5 * quota, back)).toBe(quota);
  });
});
