import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type Actor,
  CancelOrder,
  ChangeOrderStatus,
  type DisputeEvent,
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  type EventContract,
  FraudWarningReported,
  GetOrder,
  GetOrderTimeline,
  ListOrders,
  type PaymentMarkEvent,
  PaymentSucceeded,
  ReviewClosed,
  ReviewOpened,
} from '@orderwire/contracts';
import { faultOf, waitUntil } from '@orderwire/test-kit';
import { Database, type Delivery, type Logger, LOGGER, Metrics } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { RecordDisputesUseCase } from '../src/refunds/record-disputes.use-case.js';
import { OrdersWorld, staff } from './orders-world.js';
import { capture } from './payment-events.js';
import { refundEvent, refundsIn } from './refund-events.js';

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

describe('an order whose money may go back', () => {
  let shop: ReturnType<typeof refundsIn>;
  beforeAll(() => {
    shop = refundsIn(world);
  });
  const ship = (orderId: string, overrideReason?: string, actor = staff) =>
    world.request(
      ChangeOrderStatus,
      { orderId, status: 'SHIPPED', ...(overrideReason && { overrideReason }) },
      { actor },
    );
  const waiting = () => world.rows('SELECT 1 FROM pg_locks WHERE NOT granted');

  it.each<[string, string, (orderId: string) => Promise<unknown>]>([
    ['a dispute is open', 'orders.dispute_open', (id) => report(DisputeOpened, id, monday)],
    ['a dispute was lost', 'orders.dispute_lost', (id) => report(DisputeLost, id, monday)],
    ['a refund is pending', 'orders.refund_pending', (id) => shop.refund(id)],
  ])('is not shipped while %s', async (_what, code, happen) => {
    const orderId = await shop.paid();
    await happen(orderId);
    expect(await faultOf(ship(orderId))).toMatchObject({
      kind: 'conflict',
      code,
      message: expect.stringContaining('overrideReason'),
      details: { blockedBy: [code] },
    });
    expect((await world.order(orderId)).status).toBe('PAID');
  });

  it('is shipped once the dispute is won and the refund has failed', async () => {
    const orderId = await shop.paid();
    await report(DisputeOpened, orderId, monday);
    await report(DisputeWon, orderId, tuesday);
    const { id } = await shop.refund(orderId);
    await shop.fail(refundEvent(orderId, id));
    expect((await ship(orderId)).status).toBe('SHIPPED');
  });

  it('is not shipped once its payment was refunded, and the fault says so', async () => {
    const orderId = await shop.paid();
    const { id } = await shop.refund(orderId);
    await shop.succeed(refundEvent(orderId, id));
    expect(await faultOf(ship(orderId, 'The shopper insists.'))).toMatchObject({
      code: 'orders.illegal_transition',
      details: { from: 'REFUNDED', reason: expect.stringContaining('refunded') },
    });
  });

  it('is shipped with an override, whose reason only staff see', async () => {
    const orderId = (await world.place({}, { actor: customer })).order.id;
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(orderId)));
    await report(DisputeOpened, orderId, monday);
    expect((await ship(orderId, 'The shopper withdrew it by phone.')).status).toBe('SHIPPED');
    expect((await world.timeline(orderId)).at(-1)).toMatchObject({
      step: 'status_changed',
      details: { overrideReason: 'The shopper withdrew it by phone.', blockedBy: ['orders.dispute_open'] },
    });
    const shown = await world.request(GetOrderTimeline, { orderId }, { actor: customer });
    expect(JSON.stringify(shown)).not.toMatch(/withdrew|dispute|override/);
  });

  it('is not shipped when the dispute arrives in the same moment', async () => {
    const orderId = await shop.paid();
    const event = {
      orderId,
      disputeId: 'dp_race',
      paymentId: `pi_${orderId}`,
      amount: 2_500,
      currency: 'usd',
    };
    const delivery = { event: { ...event, reason: 'fraudulent', at: monday }, subject: 'dispute.opened' };
    let shipping: Promise<{ code?: string }> | undefined;
    await world.get(Database).transaction(async (tx) => {
      await world.get(RecordDisputesUseCase).execute(tx, [delivery as Delivery<DisputeEvent>], 'open');
      shipping = faultOf(ship(orderId));
      await waitUntil(waiting, (locks) => locks.length > 0);
    });
    expect(await shipping).toMatchObject({ code: 'orders.dispute_open' });
  });
});

describe('a fraud warning or a review', () => {
  const reactionOf = new Map<unknown, string>([
    [FraudWarningReported, 'warn_of_fraud'],
    [ReviewOpened, 'open_review'],
    [ReviewClosed, 'close_review'],
  ]);
  async function mark(contract: EventContract<PaymentMarkEvent>, orderId: string, open: boolean) {
    const markId = `${contract === FraudWarningReported ? 'issfr' : 'prv'}_${orderId}`;
    const about = { orderId, markId, paymentId: `pi_${orderId}`, reason: 'rule' };
    const id = await world.publish(contract, { ...about, open, at: monday });
    await world.consumed(reactionOf.get(contract)!, id);
  }
  const ship = (orderId: string) => world.request(ChangeOrderStatus, { orderId, status: 'SHIPPED' });
  const suspected = (step: string) => /fraud|review/.test(step);

  it.each([
    ['fraud warning', FraudWarningReported, 'orders.fraud_warning', { fraudWarning: true }],
    ['open review', ReviewOpened, 'orders.review_open', { review: 'open' }],
  ] as const)(
    'blocks shipping, is listed for staff and hidden from shoppers: %s',
    async (_what, contract, code, filter) => {
      const orderId = (await world.place({}, { actor: customer })).order.id;
      await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(orderId)));
      await mark(contract, orderId, true);
      expect(await faultOf(ship(orderId))).toMatchObject({ kind: 'conflict', code });
      expect(await world.order(orderId)).toMatchObject(filter);
      const { data } = await world.request(ListOrders, filter);
      expect(data.map(({ id }) => id)).toEqual([orderId]);
      const shopper = { actor: customer };
      expect(await faultOf(world.request(ListOrders, filter, shopper))).toMatchObject({
        code: 'auth.not_allowed',
      });
      const seen = [
        await world.order(orderId, shopper),
        await world.request(GetOrderTimeline, { orderId }, shopper),
      ];
      expect(JSON.stringify(seen)).not.toMatch(/fraud|review/i);
    },
  );

  it('that is closed before its opening arrives stays closed, and the order can be shipped', async () => {
    const orderId = await refundsIn(world).paid();
    await mark(ReviewClosed, orderId, false);
    await mark(ReviewOpened, orderId, true);
    await mark(ReviewClosed, orderId, false);
    expect((await world.steps(orderId)).filter(suspected)).toEqual(['review_closed']);
    expect((await ship(orderId)).status).toBe('SHIPPED');
  });

  it('that is not actionable any more is recorded once and keeps the flag', async () => {
    const orderId = await refundsIn(world).paid();
    for (const open of [true, false, false]) await mark(FraudWarningReported, orderId, open);
    expect((await world.steps(orderId)).filter(suspected)).toEqual(['fraud_warning', 'fraud_warning']);
    expect(await world.order(orderId)).toMatchObject({ fraudWarning: true, review: null });
  });
});

describe('the words of staff', () => {
  it('about a cancellation, a status or a refund are shown to staff only', async () => {
    const actor = { actor: customer };
    const shop = refundsIn(world);
    const cancelled = (await world.place({}, actor)).order.id;
    await world.request(CancelOrder, { orderId: cancelled, reason: 'looks like a secret fraudster' });
    const shipped = (await world.place({}, actor)).order.id;
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(shipped)));
    await world.request(ChangeOrderStatus, { orderId: shipped, status: 'SHIPPED', reason: 'a secret' });
    const { id } = await shop.refund(shipped, { reason: 'fraudulent', note: 'a secret' });
    await shop.succeed(refundEvent(shipped, id, { reason: 'fraudulent' }));
    for (const orderId of [cancelled, shipped]) {
      const seen = async (caller: { actor: Actor }) =>
        JSON.stringify([
          await world.request(GetOrder, { orderId }, caller),
          await world.request(GetOrderTimeline, { orderId }, caller),
        ]);
      expect(await seen({ actor: staff })).toContain('secret');
      expect(await seen(actor)).not.toMatch(/secret|fraud/);
    }
  });
});
