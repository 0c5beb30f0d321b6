import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Paid, RefundFixture } from './refund-fixture.js';
import type { Call, Interception } from './stripe-proxy.js';
import { waitUntil, PaymentsWorld } from './payments-world.js';

/** Determines the random values. Timing determines which request gets which. */
const SEED = 20_261_121;
const ORDERS = 8;

/** The first request under this key failed: Stripe repeats the failure. */
const SPENT: Interception = {
  status: 500,
  body: { error: { type: 'api_error' } },
  headers: { 'stripe-should-retry': 'false', 'idempotent-replayed': 'true' },
};
/** Another request with this key is running. */
const IN_USE: Interception = {
  status: 409,
  body: { error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } },
  headers: { 'stripe-should-retry': 'false' },
};

const fates: readonly Interception[] = [
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

/** Intercepts a refund request at random. All requests under one key get consistent responses. */
const drawn =
  (draw: () => number) =>
  ({ path, key }: Call): Interception => {
    if (!path.startsWith('/v1/refunds')) return 'pass';
    const fate = fates[Math.floor(draw() * fates.length)] as Interception;
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

let world: PaymentsWorld;
let fixture: RefundFixture;
beforeAll(async () => {
  world = await PaymentsWorld.create({ leaseMs: 500 });
  fixture = new RefundFixture(world);
});
afterAll(() => world.close());

/** Concurrent refunds of one payment by staff, orders-ms and Stripe's dashboard. */
async function refundConcurrently(paid: Paid, draw: () => number): Promise<string[]> {
  const some = () => 1 + Math.floor(draw() * 2_000);
  const asked = [some(), some(), some()].map((amount) => fixture.refund({ orderId: paid.orderId, amount }));
  const byHand = draw() < 0.4 ? fixture.refundInDashboard(paid, some()) : undefined;
  const rejections = draw() < 0.5 ? [randomUUID()] : [];
  const rejected = rejections.map((id) => fixture.reject(paid, 'cancelled', id));
  await Promise.allSettled([...asked, byHand, ...rejected]);
  return rejections;
}

test(`while Stripe fails at random (seed ${SEED}), each refund is created once and our records equal Stripe’s`, async () => {
  const replica = await world.startReplica({ beside: true, times: { leaseMs: 500 } });
  const payments = await Promise.all(Array.from({ length: ORDERS }, () => fixture.paid()));
  const [draws] = fc.sample(
    fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
    {
      seed: SEED,
      numRuns: 1,
    },
  );
  const draw = () => (draws as IterableIterator<number>).next().value as number;
  world.stripe.after = arrived;
  world.stripe.intercept = drawn(draw);
  const rejections = (await Promise.all(payments.map((paid) => refundConcurrently(paid, draw)))).flat();
  await waitUntil(
    () => world.rows('SELECT FROM messaging.inbox WHERE event_id = ANY($1)', [rejections]),
    (rows) => rows.length === rejections.length,
  );
  for (let round = 0; round < 5; round++) {
    await world.rows('UPDATE stripe_events SET due_at = to_timestamp(0) WHERE processed_at IS NULL');
    await fixture.makeDue();
    await waitUntil(
      () => world.rows(`SELECT FROM refunds WHERE status = 'requested' AND due_at <= now()`),
      (rows) => rows.length === 0,
    );
  }
  world.stripe.intercept = ({ key }) => (key !== undefined && spent.has(key) ? SPENT : 'pass');
  // Refunds of the dashboard are stored by their webhooks.
  await world.webhooksDelivered();
  await world.retryUntil(
    async () => {
      await fixture.makeDue();
      return world.rows(
        `SELECT id FROM refunds WHERE status IN ('requested', 'pending')
         UNION ALL SELECT NULL FROM stripe_events WHERE processed_at IS NULL`,
      );
    },
    (rows) => rows.length === 0,
  );
  for (const paid of payments) {
    const [rows, stripe] = [await fixture.rows(paid.orderId), await fixture.atStripe(paid)];
    const live = rows.filter(({ status }) => status !== 'failed');
    expect(live.map(({ stripe_id }) => stripe_id).sort()).toEqual(stripe.map(({ id }) => id).sort());
    const labels = stripe.flatMap(({ metadata }) => metadata['refundId'] ?? []);
    expect(new Set(labels).size).toBe(labels.length);
    const given = stripe.reduce((sum, { amount }) => sum + amount, 0);
    expect(await fixture.refundedOf(paid)).toBe(given);
    expect(given).toBeLessThanOrEqual(4_498);
    expect(await fixture.ledgerBalance(paid, 'refunded')).toBe(given);
    const news = await fixture.eventsOf(paid.orderId);
    const count = (subject: string) => news.filter((each) => each === subject).length;
    expect(count('refund.requested')).toBe(rows.length);
    expect(count('refund.succeeded')).toBe(live.length);
    expect(count('refund.failed')).toBe(rows.length - live.length);
  }
  await world.stopReplica(replica);
});
