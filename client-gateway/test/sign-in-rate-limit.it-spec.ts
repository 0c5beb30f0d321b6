import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectNats, createLogger, type NatsLink } from '@orderwire/platform';
import { type Nats, provisionJetStream, startNats } from '@orderwire/test-kit';
import { networkLimits, networkQuotas, RateLimiter } from '../src/rate-limits/rate-limiter.js';
import { SharedCounters } from '../src/rate-limits/shared-counters.js';
import { FixedWindow } from '../src/rate-limits/window-counter.js';
import { restartNats, until } from './gateway-world.js';
import { generousTimeouts } from './gateway-replicas.js';

const quota = 10;
const quotas = {
  account: 0,
  ...networkQuotas(networkLimits.ip, 0),
  ...networkQuotas(networkLimits.sign_in, quota),
};
const log = createLogger('test', 'silent');

/** A window that does not end during a test. */
class FrozenWindow extends FixedWindow {
  override now(): number {
    return 1_000_000_000_000;
  }
}

/** Threads stop one after another: until all have, the server may still reply. */
const isStopped = (pid: number): boolean =>
  process.platform !== 'linux' || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') T ');

describe('the sign-in limit', () => {
  let storeDir: string;
  let nats: Nats;
  let links: NatsLink[];
  let counters: SharedCounters[];
  let replicas: RateLimiter[];
  let address = 0;
  const next = () => `192.0.2.${++address}`;

  beforeAll(async () => {
    storeDir = mkdtempSync(join(tmpdir(), 'orderwire-limits-'));
    nats = await startNats({ storeDir });
    links = await Promise.all([1, 2].map(() => connectNats('test', [nats.url], log)));
    if (links[0]) await provisionJetStream(links[0]);
  });
  afterAll(async () => {
    for (const { connection } of links) await connection.close();
    await nats.stop();
    rmSync(storeDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    const window = new FrozenWindow(60_000);
    counters = links.map((link) => new SharedCounters(link, log));
    for (const { timeouts } of counters) Object.assign(timeouts, generousTimeouts);
    replicas = counters.map(
      (each) => new RateLimiter(quotas, window, each, (_name, key) => key.replaceAll('.', '-')),
    );
  });

  /** How many of `times` attempts, spread over the replicas, are accepted. */
  async function attempt(times: number, key: string, at: RateLimiter[] = replicas): Promise<number> {
    const results = await Promise.all(
      Array.from({ length: times }, async (_, i) => at[i % at.length]?.consumeExactly('sign_in', key)),
    );
    return results.filter((result) => result && result.remaining >= 0).length;
  }

  it('is exact for concurrent attempts on all replicas', async () => {
    expect(await attempt(5 * quota, next())).toBe(quota);
  });

  it('is per address', async () => {
    expect(await attempt(quota, next())).toBe(quota);
    expect(await attempt(quota, next())).toBe(quota);
  });

  it('applies to a replica that is new to the address', async () => {
    const key = next();
    await attempt(quota, key, replicas.slice(0, 1));
    expect(await attempt(1, key, replicas.slice(1))).toBe(0);
  });

  it('continues per replica when the counters are lost, and over all replicas when they are back', async () => {
    const key = next();
    const [one] = replicas.map((limiter) => [limiter]);
    expect(await attempt(3, key, one)).toBe(3);
    await links[0]?.connection.request('$JS.API.STREAM.DELETE.limits', '', { timeout: 20_000 });
    expect(await attempt(2, key, one)).toBe(2);
    if (links[0]) await provisionJetStream(links[0]);
    await replicas[0]?.flush();
    expect(await attempt(5 * quota, key, one)).toBe(quota - 5);
    expect(await attempt(5 * quota, next())).toBe(quota);
  });

  it('applies per replica while NATS is down or does not reply, and over all replicas when it is back', async () => {
    const [down, silent, back] = [next(), next(), next()];
    for (const { timeouts } of counters) timeouts.replyMs = 300;
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
    expect(await attempt(4 * quota, down)).toBe(2 * quota);
    nats = await restartNats({ storeDir, port: nats.port });
    await until(() => links.every((link) => link.isConnected()));
    if (links[0]) await provisionJetStream(links[0]);
    for (const { timeouts } of counters) Object.assign(timeouts, generousTimeouts);
    expect(await attempt(5 * quota, back)).toBe(quota);
  });
});
