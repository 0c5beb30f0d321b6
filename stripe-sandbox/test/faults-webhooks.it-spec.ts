import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SandboxOptions } from '../src/index.js';
import { dataFolder } from './data-folder.js';
import { type FaultState, Endpoint, Shop, until } from './shop.js';

const TYPES = [
  'charge.succeeded',
  'checkout.session.completed',
  'payment_intent.created',
  'payment_intent.succeeded',
];

describe('fault injection in webhooks', () => {
  const shops: Shop[] = [];
  let endpoint: Endpoint;
  let shop: Shop;
  const open = async (options: SandboxOptions = {}): Promise<Shop> => {
    shop = await Shop.open({ webhookUrl: endpoint.url, webhookRetryBaseMs: 5, ...options });
    shops.push(shop);
    return shop;
  };
  beforeEach(async () => {
    endpoint = await Endpoint.listen();
    await open();
  });
  afterEach(async () => {
    for (const opened of shops.splice(0)) await opened.close();
    await endpoint.close();
  });

  const pay = async (orderId = 'order-1'): Promise<void> => {
    await shop.pay((await shop.session({ metadata: { orderId } })).id);
  };
  const idle = (): Promise<void> =>
    until(async () => JSON.stringify(await shop.read('stats')).includes('"pending":0'));
  const state = (): Promise<FaultState> => shop.read('faults');

  it('is disabled by default', async () => {
    await pay();
    await idle();
    expect(endpoint.types()).toEqual(TYPES);
    expect(await state()).toEqual({ settings: null, injected: {}, accepted: 0 });
  });

  it('with duplicates: every webhook is posted again after its 2xx', async () => {
    await shop.setFaults({ webhooks: { duplicate: 1 } });
    await pay();
    await idle();
    expect(endpoint.types()).toEqual([...TYPES, ...TYPES].sort());
    expect(new Set(endpoint.events.map(({ id }) => id)).size).toBe(4);
    expect((await state()).injected).toEqual({ 'webhooks.duplicate': 4 });
  });

  it('with bursts: every webhook is posted many times at once', async () => {
    await shop.setFaults({ webhooks: { burst: { probability: 1, copies: 7 } } });
    await pay();
    await idle();
    expect(endpoint.events).toHaveLength(28);
    expect(new Set(endpoint.events.map(({ id }) => id)).size).toBe(4);
  });

  it('with delays and reordering: every webhook still arrives once', async () => {
    await shop.setFaults({ webhooks: { reorder: 0.5, delay: { probability: 0.5, maxMs: 20 } } });
    for (let n = 0; n < 5; n++) await pay();
    await idle();
    expect(endpoint.events).toHaveLength(20);
    const { injected } = await state();
    expect(injected['webhooks.reorder']).toBeGreaterThan(0);
    expect(injected['webhooks.delay']).toBeGreaterThan(0);
  });

  it('with drops: no webhook is posted, also after a restart, and only the list of events has them', async () => {
    const dataDir = dataFolder();
    await open({ dataDir });
    await shop.setFaults({ webhooks: { drop: 1 } });
    await pay();
    await idle();
    await shop.close();
    await open({ dataDir });
    const extra = await shop.stripe.customers.create({ email: 'a@b.co' });
    await until(() => endpoint.events.length > 0);
    expect(endpoint.events.map(({ data }) => (data.object as { id: string }).id)).toEqual([extra.id]);
    await idle();
    const { data } = await shop.stripe.events.list({ delivery_success: false });
    expect(data.map(({ type }) => type).sort()).toEqual(TYPES);
    await shop.control(`events/${data[0]!.id}/resend`);
    await until(() => endpoint.events.some(({ id }) => id === data[0]!.id));
  });

  it.each([
    ['badSignature', /No signatures found/],
    ['oldSignature', /Timestamp outside/],
    ['truncated', /No signatures found/],
  ])('with a %s first: the shop refuses it, and the retry is right', async (kind, reason) => {
    await shop.setFaults({ webhooks: { [kind]: 1 } });
    await pay();
    await idle();
    expect(endpoint.refused).toHaveLength(4);
    for (const why of endpoint.refused) expect(why).toMatch(reason);
    expect(endpoint.types()).toEqual(TYPES);
    expect(await state()).toMatchObject({ injected: { [`webhooks.${kind}`]: 4 }, accepted: 0 });
  });

  it('counts a corrupted webhook that the shop accepts, and delivers it again', async () => {
    endpoint.acceptsAnything = true;
    await shop.setFaults({ webhooks: { badSignature: 1 } });
    await pay();
    await idle();
    expect((await state()).accepted).toBe(4);
    expect(endpoint.types()).toEqual(TYPES);
  });

  it('injects the same faults for the same seed, others for another', async () => {
    const affected = async (seed: number): Promise<(string | undefined)[]> => {
      const received = endpoint.events.length;
      await shop.setFaults({ seed, webhooks: { duplicate: 0.3, delay: { probability: 0.3, maxMs: 5 } } });
      for (let n = 0; n < 12; n++) await pay(`order-${n}`);
      await idle();
      const completed = endpoint.events
        .slice(received)
        .flatMap(({ type, data }) => (type === 'checkout.session.completed' ? [data.object.metadata] : []))
        .map((metadata) => metadata?.['orderId']);
      return completed.filter((order, index) => completed.indexOf(order) !== index).sort();
    };
    const first = await affected(1);
    expect(first.length).toBeGreaterThan(0);
    expect(await affected(1)).toEqual(first);
    expect(await affected(2)).not.toEqual(first);
  });

  it('keeps counting until the counts are reset', async () => {
    await shop.setFaults({ webhooks: { duplicate: 1 } });
    await pay();
    await idle();
    await shop.setFaults();
    await shop.control('stats/reset');
    expect(await state()).toEqual({ settings: null, injected: { 'webhooks.duplicate': 4 }, accepted: 0 });
    expect((await shop.control('faults/reset')).body).toEqual({ settings: null, injected: {}, accepted: 0 });
  });
});
