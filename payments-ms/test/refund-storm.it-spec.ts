import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Paid, RefundDesk } from './refund-desk.js';
import type { Call, Fate } from './stripe-dial.js';
import { waitUntil, World } from './world.js';

/** Changes what is drawn; which call gets which draw is a matter of timing. */
const SEED = 20_261_121;
const ORDERS = 8;

/** The first try under this key failed: Stripe repeats that, and makes nothing under it any more. */
const SPENT: Fate = {
  status: 500,
  body: { error: { type: 'api_error' } },
  headers: { 'stripe-should-retry': 'false', 'idempotent-replayed': 'true' },
};
/** Another request with this key is under way. */
const IN_USE: Fate = {
  status: 409,
  body: { error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } },
  headers: { 'stripe-should-retry': 'false' },
};

const fates: readonly Fate[] = [
  'pass',
  'pass',
  'break',
  'break_after',
  { status: 429, body: { error: { type: 'rate_limit_error' } }, headers: { 'stripe-should-retry': 'false' } },
  { status: 500, body: { error: { type: 'api_error' } }, headers: { 'stripe-should-retry': 'false' } },
  SPENT,
];

const spent = new Set<string>();
const underWay = new Map<string, number>();

/** Draws what becomes of a call about refunds. What Stripe says of a key stays true, whoever asks under it and how many at once. */
const drawn =
  (draw: () => number) =>
  ({ path, key }: Call): Fate => {
    if (!path.startsWith('/v1/refunds')) return 'pass';
    const fate = fates[Math.floor(draw() * fates.length)] as Fate;
    if (key === undefined) return fate;
    if (spent.has(key)) return SPENT;
    const passing = underWay.get(key) ?? 0;
    if (fate === SPENT && passing > 0) return IN_USE;
    if (fate === SPENT) spent.add(key);
    if (fate === 'pass' || fate === 'break_after') underWay.set(key, passing + 1);
    return fate;
  };

const arrived = async ({ key }: Call) => {
  if (key !== undefined && underWay.has(key)) underWay.set(key, (underWay.get(key) ?? 0) - 1);
};

let world: World;
let desk: RefundDesk;
beforeAll(async () => {
  world = await World.create({ leaseMs: 500 });
  desk = await RefundDesk.open(world);
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

/** What staff, orders-ms and Stripe's dashboard do to one payment, all at once. */
async function trouble(paid: Paid, draw: () => number): Promise<string[]> {
  const some = () => 1 + Math.floor(draw() * 2_000);
  const asked = [some(), some(), some()].map((amount) => desk.refund({ orderId: paid.orderId, amount }));
  const byHand = draw() < 0.4 ? desk.byHand(paid, some()) : undefined;
  const rejections = draw() < 0.5 ? [randomUUID()] : [];
  const rejected = rejections.map((id) => desk.reject(paid, 'cancelled', id));
  await Promise.allSettled([...asked, byHand, ...rejected]);
  return rejections;
}

test(`while Stripe fails in every way (seed ${SEED}), each refund is made once and our books are Stripe’s`, async () => {
  const replica = await world.start({ beside: true, pace: { leaseMs: 500 } });
  const payments = await Promise.all(Array.from({ length: ORDERS }, () => desk.paid()));
  const [draws] = fc.sample(
    fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
    {
      seed: SEED,
      numRuns: 1,
    },
  );
  const draw = () => (draws as IterableIterator<number>).next().value as number;
  world.stripe.after = arrived;
  world.stripe.fate = drawn(draw);
  const rejections = (await Promise.all(payments.map((paid) => trouble(paid, draw)))).flat();
  await waitUntil(
    () => world.rows('SELECT FROM messaging.inbox WHERE event_id = ANY($1)', [rejections]),
    (rows) => rows.length === rejections.length,
  );
  for (let round = 0; round < 5; round++) {
    await world.rows('UPDATE stripe_events SET due_at = now() WHERE processed_at IS NULL');
    await desk.hurry();
    await waitUntil(
      () => world.rows(`SELECT FROM refunds WHERE status = 'requested' AND due_at <= now()`),
      (rows) => rows.length === 0,
    );
  }
  world.stripe.fate = ({ key }) => (key !== undefined && spent.has(key) ? SPENT : 'pass');
  // Refunds made by hand are known once Stripe has told of them.
  await world.allSent();
  await world.hurrying(
    async () => {
      await desk.hurry();
      return world.rows(
        `SELECT id FROM refunds WHERE status IN ('requested', 'pending')
         UNION ALL SELECT NULL FROM stripe_events WHERE processed_at IS NULL`,
      );
    },
    (rows) => rows.length === 0,
  );
  for (const paid of payments) {
    const [rows, stripe] = [await desk.rows(paid.orderId), await desk.atStripe(paid)];
    const live = rows.filter(({ status }) => status !== 'failed');
    expect(live.map(({ stripe_id }) => stripe_id).sort()).toEqual(stripe.map(({ id }) => id).sort());
    const labels = stripe.flatMap(({ metadata }) => metadata['refundId'] ?? []);
    expect(new Set(labels).size).toBe(labels.length);
    const given = stripe.reduce((sum, { amount }) => sum + amount, 0);
    expect(await desk.refundedOf(paid)).toBe(given);
    expect(given).toBeLessThanOrEqual(4_498);
    expect(await desk.booked(paid, 'refunded')).toBe(given);
    const news = await desk.news(paid.orderId);
    const count = (subject: string) => news.filter((each) => each === subject).length;
    expect(count('refund.requested')).toBe(rows.length);
    expect(count('refund.succeeded')).toBe(live.length);
    expect(count('refund.failed')).toBe(rows.length - live.length);
  }
  await world.stop(replica);
});
