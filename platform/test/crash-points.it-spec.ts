import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { crashPointNames } from '../src/index.js';
import { ToyProgram } from './toy-process.js';
import { Book } from './toy-service.js';
import { ToyWorld, until } from './toy-world.js';

const consumer = 'toy_ms_copy_booking';
/** Those that the toy passes: it asks no Stripe and takes no webhook. */
const points = crashPointNames([consumer]).filter((name) => !/^(stripe|webhook)\./.test(name));

/** After so long an event whose consumer died comes again. */
const ACK_WAIT_SECONDS = '2';

describe('a service that is made to fail', () => {
  let world: ToyWorld;
  let program: ToyProgram;
  let client: Awaited<ReturnType<ToyWorld['client']>>;
  let once: string;
  beforeEach(async () => {
    world = await ToyWorld.create();
    program = new ToyProgram(world);
    client = await world.client();
    once = join(world.storeDir, 'once');
  });
  afterEach(async () => {
    await client.close();
    await program.close();
    await world.close();
  });

  const start = async (point: string, more: Record<string, string> = {}) => {
    const toy = await program.start({
      CRASH_POINT: point,
      CRASH_POINT_ONCE: once,
      EVENT_ACK_WAIT_SECONDS: ACK_WAIT_SECONDS,
      ...more,
    });
    await until(
      () => toy.isReady(),
      (ready) => ready,
    );
    return toy;
  };
  const book = () => client.rpc.ask(Book, { account: 'a', amount: 5 }).catch(() => undefined);
  /** As a client that got no answer does. */
  const bookAgainUnlessDone = async () => {
    if ((await world.count('messaging.outbox')) === 0) await book();
  };
  /** The booking, its copy, its mark: one each, and nothing left to do. */
  const doneExactlyOnce = async () => {
    await until(
      () => world.count('copies'),
      (count) => count > 0,
    );
    await until(
      () => world.count('messaging.outbox WHERE published_at IS NULL'),
      (count) => count === 0,
    );
    expect(await world.rows('SELECT name, balance FROM accounts')).toEqual([{ name: 'a', balance: 5 }]);
    expect(await world.count('copies')).toBe(1);
    expect(await world.count('messaging.inbox')).toBe(1);
    expect(await world.count('messaging.dead_letters')).toBe(0);
  };

  it.each(points)('is killed at %s, starts again, and everything was done exactly once', async (point) => {
    const first = await start(`${point}:kill`);
    await book();
    expect(await first.ended).toBe('SIGKILL');
    await start(`${point}:kill`);
    await bookAgainUnlessDone();
    await doneExactlyOnce();
  });

  const between = ['transaction.commit.after', 'outbox.publish.after', `${consumer}.commit.after`];
  it.each(between)('throws at %s, lives on, and everything was done exactly once', async (point) => {
    const toy = await start(`${point}:throw`);
    await book();
    await until(() => existsSync(once), Boolean);
    await bookAgainUnlessDone();
    await doneExactlyOnce();
    expect(await toy.isReady()).toBe(true);
  });

  it.each(['before', 'after'])(
    'is killed %s it commits a dead letter, starts again, and there is one',
    async (step) => {
      const point = `dead_letters.insert.commit.${step}:kill`;
      const first = await start(point);
      await world.publish(client.link, 'no JSON', { 'Nats-Msg-Id': 'poison' });
      expect(await first.ended).toBe('SIGKILL');
      expect(await world.count('messaging.dead_letters')).toBe(step === 'before' ? 0 : 1);
      await start(point);
      await book();
      await until(
        () => world.count('copies'),
        (count) => count === 1,
      );
      await until(
        () => world.count('messaging.dead_letters'),
        (count) => count === 1,
      );
    },
  );

  it('stands still as a whole, goes on, and everything was done exactly once', async () => {
    const toy = await start(`${consumer}.commit.before:hang`, { CRASH_POINT_HANG_MS: '4000' });
    await book();
    await until(
      () => toy.isReady(),
      (ready) => !ready,
    );
    expect(await world.count('copies')).toBe(0);
    await until(
      () => toy.isReady(),
      (ready) => ready,
    );
    await doneExactlyOnce();
  });

  it('does not start in production: nobody can be made to fail there', async () => {
    const toy = await program.start({ NODE_ENV: 'production', CRASH_POINT: 'outbox.mark.after:kill' });
    expect(await toy.ended).toBe(1);
    expect(toy.said).toContain('CRASH_POINT: must not be set in production');
  });
});
