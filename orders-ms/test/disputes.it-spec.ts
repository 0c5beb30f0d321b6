import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type Actor,
  type DisputeEvent,
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  type EventContract,
  GetOrderTimeline,
  ListOrders,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { type Logger, LOGGER, Metrics } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { OrdersWorld } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());

const customer: Actor = { role: 'customer', id: uuidv7() };
const reactions = new Map<unknown, string>([
  [DisputeOpened, 'open_dispute'],
  [DisputeWon, 'win_dispute'],
  [DisputeLost, 'lose_dispute'],
]);

async function report(
  contract: EventContract<DisputeEvent>,
  orderId: string,
  at: string,
  disputeId = `dp_${orderId}`,
) {
  const payment = { paymentId: `pi_${orderId}`, amount: 2_500, currency: 'usd', reason: 'fraudulent' };
  const id = await world.publish(contract, { orderId, disputeId, ...payment, at });
  await world.consumed(reactions.get(contract)!, id);
}

const createOrder = async (): Promise<string> => (await world.place({}, { actor: customer })).order.id;
const flag = async (orderId: string) => (await world.order(orderId)).dispute;
const [monday, tuesday] = ['2026-02-02T12:00:00Z', '2026-02-03T12:00:00Z'];

describe('dispute', () => {
  it('flags the order as open and then with the verdict; the timeline shows both', async () => {
    const orderId = await createOrder();
    expect(await flag(orderId)).toBeNull();
    await report(DisputeOpened, orderId, monday);
    expect(await flag(orderId)).toBe('open');
    await report(DisputeLost, orderId, tuesday);
    expect(await flag(orderId)).toBe('lost');
    const entries = (await world.timeline(orderId)).filter(({ step }) => step.startsWith('dispute'));
    expect(entries).toMatchObject([
      { step: 'dispute_opened', details: { amount: 2_500, reason: 'fraudulent' } },
      { step: 'dispute_lost' },
    ]);
  });

  it('keeps its verdict when its opening arrives last, or again', async () => {
    const orderId = await createOrder();
    await report(DisputeWon, orderId, tuesday);
    await report(DisputeOpened, orderId, monday);
    await report(DisputeOpened, orderId, monday);
    await report(DisputeWon, orderId, tuesday);
    expect(await flag(orderId)).toBe('won');
    const steps = (await world.steps(orderId)).filter((step) => step.startsWith('dispute'));
    expect(steps).toEqual(['dispute_opened', 'dispute_won']);
  });

  it('that is won leaves the flag of another open one', async () => {
    const orderId = await createOrder();
    await report(DisputeOpened, orderId, monday, 'dp_1');
    await report(DisputeOpened, orderId, monday, 'dp_2');
    await report(DisputeWon, orderId, tuesday, 'dp_1');
    expect(await flag(orderId)).toBe('open');
  });

  it('is listed for staff and hidden from shoppers', async () => {
    const orderId = await createOrder();
    await createOrder();
    await report(DisputeOpened, orderId, monday);
    const found = await world.request(ListOrders, { dispute: 'open' });
    expect(found.data.map(({ id }) => id)).toContain(orderId);
    expect(new Set(found.data.map(({ dispute }) => dispute))).toEqual(new Set(['open']));
    const shopper = { actor: customer };
    expect(await faultOf(world.request(ListOrders, { dispute: 'open' }, shopper))).toMatchObject({
      code: 'auth.not_allowed',
    });
    expect(await world.order(orderId, shopper)).not.toHaveProperty('dispute');
    const { entries, standing } = await world.request(GetOrderTimeline, { orderId }, shopper);
    expect(JSON.stringify({ entries, standing })).not.toContain('dispute');
    expect((await world.request(GetOrderTimeline, { orderId })).standing.at(-1)).toEqual({
      code: 'dispute_open',
    });
  });

  it('is logged as a warning with its ids, and counted by a metric while it is open', async () => {
    const { app } = world.first;
    const warn = jest.spyOn(app.get<Logger>(LOGGER), 'warn');
    const warned = () => warn.mock.calls.filter(([what]) => 'disputeId' in Object(what));
    const open = async () => {
      const { body } = await app.get(Metrics).page();
      return Number(/^orderwire_orders_disputes_open\{.*\} (\d+)$/m.exec(body)?.[1]);
    };
    const orderId = await createOrder();
    const before = await open();
    await report(DisputeOpened, orderId, monday);
    expect(await open()).toBe(before + 1);
    const ids = { orderId, disputeId: `dp_${orderId}`, paymentId: `pi_${orderId}`, state: 'open' };
    expect(warned()).toEqual([[expect.objectContaining(ids), expect.stringContaining('dispute')]]);
    await report(DisputeOpened, orderId, monday);
    expect(warned()).toHaveLength(1);
    await report(DisputeLost, orderId, tuesday);
    expect(await open()).toBe(before);
    expect(warned()).toHaveLength(2);
  });

  it('about an unknown order is logged, not retried', async () => {
    await report(DisputeOpened, uuidv7(), monday);
    expect(await world.rows('SELECT 1 FROM messaging.dead_letters')).toEqual([]);
  });
});
