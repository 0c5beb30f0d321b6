import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { failpointNames, STREAM } from '../src/index.js';
import { buildSample, removeSample, type SampleProcess, SampleProgram } from './sample-process.js';
import { Book } from './sample-service.js';
import { waitUntil } from '@orderwire/test-kit';
import { SampleWorld } from './sample-world.js';

const consumer = 'sample_ms_copy_booking';
/** NATS' own list. */
interface Connections {
  connections: { name?: string }[];
}

/** The failpoints that the sample reaches: it has neither Stripe nor webhooks. */
const points = failpointNames([consumer]).filter((name) => !/^(stripe|webhook)\./.test(name));

beforeAll(buildSample);
afterAll(removeSample);

describe('a replica that stands still', () => {
  it('leaves the other one ready, and loses its share of the requests', async () => {
    // The production interval is 5 s.
    const world = await SampleWorld.create('ping_interval: "200ms"');
    const program = new SampleProgram(world);
    const client = await world.client();
    const [hung, other] = [await program.start(), await program.start()];
    for (const each of [hung, other]) await waitUntil(() => each.isReady(), Boolean);
    hung.hang();
    expect(await other.isReady()).toBe(true);
    await waitUntil(
      async () => (await (await fetch(`${world.servers.nats.monitorUrl}/connz`)).json()) as Connections,
      ({ connections }) => connections.filter(({ name }) => name === 'sample-ms').length === 1,
    );
    const requests = Array.from({ length: 20 }, () => client.rpc.request(Book, { account: 'a', amount: 1 }));
    expect(await Promise.all(requests)).toHaveLength(20);
    await client.close();
    await program.close();
    await world.close();
  });
});

describe('a service with a failpoint', () => {
  let world: SampleWorld;
  let program: SampleProgram;
  let client: Awaited<ReturnType<SampleWorld['client']>>;
  let once: string;
  beforeEach(async () => {
    world = await SampleWorld.create();
    world.ackWaitSeconds = 1;
    program = new SampleProgram(world);
    client = await world.client();
    once = join(world.servers.storeDir, 'once');
  });
  afterEach(async () => {
    await client.close();
    await program.close();
    await world.close();
  });

  const start = async (point: string, more: Record<string, string> = {}) => {
    const sample = await program.start({
      CRASH_POINT: point,
      CRASH_POINT_ONCE: once,
      ...more,
    });
    await waitUntil(
      () => sample.isReady(),
      (ready) => ready,
    );
    return sample;
  };
  /** Resolves with the reply, or when the process has ended. */
  const book = (sample?: SampleProcess) =>
    Promise.race([
      client.rpc.request(Book, { account: 'a', amount: 5 }).catch(() => undefined),
      ...(sample ? [sample.ended] : []),
    ]);
  /** Retries as a client without a reply does. */
  const bookAgainUnlessDone = async () => {
    if ((await world.count('messaging.outbox')) === 0) await book();
  };
  /** One booking, one copy and one inbox row exist, and no work is left. */
  const doneExactlyOnce = async () => {
    await waitUntil(
      () => world.count('copies'),
      (count) => count > 0,
    );
    await waitUntil(
      () => world.count('messaging.outbox WHERE published_at IS NULL'),
      (count) => count === 0,
    );
    const manager = await jetstreamManager(client.link.connection);
    await waitUntil(
      () => manager.consumers.info(STREAM, consumer),
      ({ num_pending, num_ack_pending }) => num_pending + num_ack_pending === 0,
    );
    expect(await world.rows('SELECT name, balance FROM accounts')).toEqual([{ name: 'a', balance: 5 }]);
    expect(await world.count('copies')).toBe(1);
    expect(await world.count('messaging.inbox')).toBe(1);
    expect(await world.count('messaging.dead_letters')).toBe(0);
  };

  it.each(points)('is killed at %s and restarted, and everything was done exactly once', async (point) => {
    const first = await start(`${point}:kill`);
    await book(first);
    expect(await first.ended).toBe('SIGKILL');
    await world.launch();
    await bookAgainUnlessDone();
    await doneExactlyOnce();
  });

  const between = ['transaction.commit.after', 'outbox.publish.after', `${consumer}.commit.after`];
  it.each(between)('throws at %s and continues, and everything was done exactly once', async (point) => {
    const sample = await start(`${point}:throw`);
    await book();
    await waitUntil(() => existsSync(once), Boolean);
    await bookAgainUnlessDone();
    await doneExactlyOnce();
    await waitUntil(() => sample.isReady(), Boolean);
  });

  it.each(['before', 'after'])(
    'is killed %s it commits a dead letter and restarted, and there is one dead letter',
    async (step) => {
      const first = await start(`dead_letters.insert.commit.${step}:kill`);
      await world.publishRaw('sample.booked', 'no JSON', { 'Nats-Msg-Id': 'poison' });
      expect(await first.ended).toBe('SIGKILL');
      expect(await world.count('messaging.dead_letters')).toBe(step === 'before' ? 0 : 1);
      await world.launch();
      await book();
      await waitUntil(
        () => world.count('copies'),
        (count) => count === 1,
      );
      await waitUntil(
        () => world.count('messaging.dead_letters'),
        (count) => count === 1,
      );
    },
  );

  it('hangs as a whole and continues, and everything was done exactly once', async () => {
    await world.rows(`
      CREATE TABLE commits (after interval);
      CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO commits VALUES (clock_timestamp() - now()); RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER note_commit AFTER INSERT ON copies DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION note_commit()`);
    const sample = await start(`${consumer}.commit.before:hang`, { CRASH_POINT_HANG_MS: '2500' });
    await book();
    await doneExactlyOnce();
    // Longer than the ack wait. Measured inside the process, since an outside probe may come too
    // late.
    expect(await sample.longestBlock()).toBeGreaterThan(2.4);
    expect(await world.rows(`SELECT after > interval '2.4 s' AS late FROM commits`)).toEqual([
      { late: true },
    ]);
  });

  it('does not start in production', async () => {
    const sample = await program.start({ NODE_ENV: 'production', CRASH_POINT: 'outbox.mark.after:kill' });
    expect(await sample.ended).toBe(1);
    expect(sample.stderr).toContain('CRASH_POINT: must not be set in production');
  });
});
