import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '@orderwire/test-kit';
import { Readiness } from '../src/index.js';
import { Book, HandlerHooks } from './sample-service.js';
import { SampleWorld } from './sample-world.js';

describe('the recovery from a restored database', () => {
  let world: SampleWorld;
  let client: Awaited<ReturnType<SampleWorld['staffClient']>>;
  beforeAll(async () => {
    world = await SampleWorld.create();
    client = await world.staffClient();
    await world.launch('orders-ms');
  });
  afterAll(async () => {
    await client.close();
    await world.close();
  });

  const book = (amount: number) => client.rpc.request(Book, { account: 'one', amount });
  const copies = () => world.count('copies');
  const record = (service: string) =>
    world.rows('INSERT INTO messaging.restores (id, service, recovered_to) VALUES ($1, $2, now())', [
      randomUUID(),
      service,
    ]);
  const pending = () => world.count('messaging.restores WHERE completed_at IS NULL');

  it('is complete before the service handles a request or consumes an event, and is repeated after a failure', async () => {
    await book(1);
    await waitUntil(copies, (count) => count === 1);
    await world.stop();
    await record('orders-ms');
    // What the restored database lacks.
    await world.rows('DELETE FROM messaging.inbox');
    await world.rows('DELETE FROM copies');

    const hooks = new HandlerHooks();
    let [tries, finish]: [number, () => void] = [0, () => undefined];
    const finished = new Promise<void>((resolve) => (finish = resolve));
    hooks.recover = async () => {
      if (++tries === 1) throw new Error('not yet');
      await finished;
    };
    const { service } = await world.launch('orders-ms', hooks);
    const warnings = async () => (await service.app.get(Readiness).report()).warnings;
    expect(await warnings()).toEqual({ restore: expect.stringContaining('requests are refused') });
    await expect(book(2)).rejects.toMatchObject({
      kind: 'unavailable',
      details: { part: 'restored database' },
    });
    await waitUntil(
      () => tries,
      (count) => count === 2,
    );
    expect(await copies()).toBe(0);

    finish();
    await waitUntil(pending, (count) => count === 0);
    // The own outbox is replayed, so that consumers have what their inbox lacks.
    await waitUntil(copies, (count) => count === 1);
    expect(await book(2)).toEqual({ balance: 3 });
    await waitUntil(warnings, (given) => given === undefined);
    await waitUntil(copies, (count) => count === 2);
    expect(tries).toBe(2);
  });

  it('of another service leaves this one at work and replays its events', async () => {
    await world.stop();
    await record('payments-ms');
    await world.rows('DELETE FROM messaging.inbox');
    await world.rows('DELETE FROM copies');
    const { hooks } = await world.launch(
      'orders-ms',
      Object.assign(new HandlerHooks(), { recover: () => Promise.reject(new Error('not called')) }),
    );
    await waitUntil(copies, (count) => count === 2);
    await waitUntil(pending, (count) => count === 0);
    expect(hooks.batches.length).toBeGreaterThan(0);
  });
});
