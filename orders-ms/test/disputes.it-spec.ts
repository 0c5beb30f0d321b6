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
import { type Logger, LOGGER, Metrics } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { faultOf, OrdersWorld } from './orders-world.js';

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

async function hear(
  contract: EventContract<DisputeEvent>,
  orderId: string,
  at: string,
  disputeId = `dp_${orderId}`,
) {
  const money = { paymentId: `pi_${orderId}`, amount: 2_500, currency: 'usd', reason: 'fraudulent' };
  const id = await world.announce(contract, { orderId, disputeId, ...money, at });
  await world.taken(reactions.get(contract)!, id);
}

const placed = async (): Promise<string> => (await world.place({}, { actor: customer })).order.id;
const mark = async (orderId: string) => (await world.order(orderId)).dispute;
const [monday, tuesday] = ['2026-02-02T12:00:00Z', '2026-02-03T12:00:00Z'];

describe('a dispute', () => {
  it('marks the order while it is open, and then with how it ended; the timeline tells both', async () => {
    const orderId = await placed();
    expect(await mark(orderId)).toBeNull();
    await hear(DisputeOpened, orderId, monday);
    expect(await mark(orderId)).toBe('open');
    await hear(DisputeLost, orderId, tuesday);
    expect(await mark(orderId)).toBe('lost');
    const told = (await world.timeline(orderId)).filter(({ step }) => step.startsWith('dispute'));
    expect(told).toMatchObject([
      { step: 'dispute_opened', details: { amount: 2_500, reason: 'fraudulent' } },
      { step: 'dispute_lost' },
    ]);
  });

  it('stays decided when the news of its beginning arrives last, or again', async () => {
    const orderId = await placed();
    await hear(DisputeWon, orderId, tuesday);
    await hear(DisputeOpened, orderId, monday);
    await hear(DisputeOpened, orderId, monday);
    await hear(DisputeWon, orderId, tuesday);
    expect(await mark(orderId)).toBe('won');
    const steps = (await world.steps(orderId)).filter((step) => step.startsWith('dispute'));
    expect(steps).toEqual(['dispute_opened', 'dispute_won']);
  });

  it('that is won leaves the mark of another one that is open', async () => {
    const orderId = await placed();
    await hear(DisputeOpened, orderId, monday, 'dp_1');
    await hear(DisputeOpened, orderId, monday, 'dp_2');
    await hear(DisputeWon, orderId, tuesday, 'dp_1');
    expect(await mark(orderId)).toBe('open');
  });

  it('is found by staff, page by page, and shown to nobody else', async () => {
    const orderId = await placed();
    await placed();
    await hear(DisputeOpened, orderId, monday);
    const found = await world.ask(ListOrders, { dispute: 'open' });
    expect(found.data.map(({ id }) => id)).toContain(orderId);
    expect(new Set(found.data.map(({ dispute }) => dispute))).toEqual(new Set(['open']));
    const shopper = { actor: customer };
    expect(await faultOf(world.ask(ListOrders, { dispute: 'open' }, shopper))).toMatchObject({
      code: 'auth.not_allowed',
    });
    expect(await world.order(orderId, shopper)).not.toHaveProperty('dispute');
    const { entries, standing } = await world.ask(GetOrderTimeline, { orderId }, shopper);
    expect(JSON.stringify({ entries, standing })).not.toContain('dispute');
    expect((await world.ask(GetOrderTimeline, { orderId })).standing.at(-1)).toEqual({
      code: 'dispute_open',
    });
  });

  it('is told to who runs the shop: a warning with its ids, and a number to be alarmed by while it is open', async () => {
    const { app } = world.services[0]!;
    const warn = jest.spyOn(app.get<Logger>(LOGGER), 'warn');
    const warned = () => warn.mock.calls.filter(([what]) => 'disputeId' in Object(what));
    const open = async () => {
      const { body } = await app.get(Metrics).page();
      return Number(/^orderwire_orders_disputes_open\{.*\} (\d+)$/m.exec(body)?.[1]);
    };
    const orderId = await placed();
    const before = await open();
    await hear(DisputeOpened, orderId, monday);
    expect(await open()).toBe(before + 1);
    const ids = { orderId, disputeId: `dp_${orderId}`, paymentId: `pi_${orderId}`, state: 'open' };
    expect(warned()).toEqual([[expect.objectContaining(ids), expect.stringContaining('dispute')]]);
    await hear(DisputeOpened, orderId, monday);
    expect(warned()).toHaveLength(1);
    await hear(DisputeLost, orderId, tuesday);
    expect(await open()).toBe(before);
    expect(warned()).toHaveLength(2);
  });

  it('about an order that does not exist is taken and reported, not tried again', async () => {
    await hear(DisputeOpened, uuidv7(), monday);
    expect(await world.rows('SELECT 1 FROM messaging.dead_letters')).toEqual([]);
  });
});
