import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Interception } from './stripe-proxy.js';
import { faultOf, sessionRequest, waitUntil, PaymentsWorld } from './payments-world.js';

const RETRIEVE = /^\/v1\/checkout\/sessions\/cs_/;
const LEASE_MS = 400;

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.create({ leaseMs: LEASE_MS });
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
});
afterAll(() => world.close());

/** Waits until an order's payment is published. Retries are not delayed. */
const soonPaid = (orderId: string) =>
  world.retryUntil(
    () => world.subjectsOf(orderId),
    (subjects) => subjects.includes('payment.succeeded'),
  );

describe('processing Stripe events', () => {
  test('settles an event that arrives before Stripe’s response is stored', async () => {
    const request = sessionRequest();
    world.stripe.intercept = ({ method }) => (method === 'GET' ? 'pass' : 'break_after');
    await faultOf(world.create(request));
    const [id] = await world.stripe.sessionsOf(request.orderId);
    expect(await world.statusOf(request.orderId)).toEqual(['opening']);
    await world.stripe.pay(id ?? '');
    const { payload } = await world.waitFor(request.orderId, 'payment.succeeded');
    expect(payload).toMatchObject({ sessionId: id });
    world.stripe.intercept = () => 'pass';
    expect((await faultOf(world.create(request))).code).toBe('payments.already_paid');
    expect(await world.statusOf(request.orderId)).toEqual(['complete']);
  });

  test('retries an event while Stripe is unavailable', async () => {
    const { orderId, id } = await world.openSession();
    // The first one is a proxy's error page in JSON.
    const headers = { 'stripe-should-retry': 'false' };
    const fates = [
      { status: 502, body: {}, headers },
      { status: 500, body: { error: { type: 'api_error' } }, headers },
    ];
    let at = 0;
    world.stripe.intercept = ({ path }) => (RETRIEVE.test(path) ? fates[at++ % 2]! : 'pass');
    await world.stripe.pay(id);
    await world.retryUntil(
      () => world.eventOf(id, 'checkout.session.completed'),
      (event) => event.tries > 1 && at > 1,
    );
    expect((await world.eventOf(id, 'checkout.session.completed')).outcome).toBeNull();
    expect(await world.subjectsOf(orderId)).toEqual([]);
    world.stripe.intercept = () => 'pass';
    await soonPaid(orderId);
  });

  test('settles the other events of a batch if one fails', async () => {
    const [decoy, bad, good] = [
      await world.openSession(),
      await world.openSession(),
      await world.openSession(),
    ];
    await world.rows(
      `ALTER TABLE payments ADD CONSTRAINT not_this CHECK (order_id <> '${bad.orderId}') NOT VALID`,
    );
    // Blocks the worker until both events are stored, so that it claims them together.
    const both = () => world.rows('SELECT FROM stripe_events WHERE object_id = ANY($1)', [[bad.id, good.id]]);
    world.stripe.intercept = async ({ path }): Promise<Interception> => {
      if (path.includes(decoy.id)) await waitUntil(both, (rows) => rows.length === 2);
      return 'pass';
    };
    await world.stripe.pay(decoy.id);
    await world.eventOf(decoy.id, 'checkout.session.completed');
    await Promise.all([world.stripe.pay(bad.id), world.stripe.pay(good.id)]);
    await world.waitFor(good.orderId, 'payment.succeeded');
    expect(await world.subjectsOf(bad.orderId)).toEqual([]);
    await world.rows('ALTER TABLE payments DROP CONSTRAINT not_this');
    await soonPaid(bad.orderId);
  });

  test('processes an event of a crashed worker once after its lease', async () => {
    const { orderId, id } = await world.openSession();
    let release: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => (release = resolve));
    let looking = false;
    // The first replica hangs with the claimed event; the second connects directly.
    world.stripe.intercept = async ({ path }): Promise<Interception> => {
      if (RETRIEVE.test(path)) {
        looking = true;
        await blocked;
      }
      return 'pass';
    };
    await world.stripe.pay(id);
    await waitUntil(
      () => looking,
      (yes) => yes,
    );
    try {
      const replica = await world.startReplica({
        config: { STRIPE_API_URL: world.stripe.sandbox.url },
        times: { leaseMs: LEASE_MS },
        beside: true,
      });
      await world.waitFor(orderId, 'payment.succeeded');
      // The first one has not retried.
      expect(world.stripe.calls.filter(({ path }) => path.includes(`${id}?`))).toHaveLength(1);
      await world.stopReplica(replica);
    } finally {
      release();
    }
    const { id: event } = await world.eventOf(id, 'checkout.session.completed');
    const again = await world.stripe.eventOf(id, 'checkout.session.completed');
    await world.post(again.payload.replace(event, `${event}again`));
    await world.outcomeOf(`${event}again`);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    expect(await world.paymentsOf(orderId)).toHaveLength(1);
  });

  test('settles many orders once on two replicas', async () => {
    const replica = await world.startReplica({ times: { pollMs: 20 }, beside: true });
    const orders = await Promise.all(Array.from({ length: 20 }, () => world.openSession()));
    await Promise.all(orders.map(({ id }) => world.stripe.pay(id)));
    await Promise.all(orders.map(({ orderId }) => world.waitFor(orderId, 'payment.succeeded')));
    await world.stopReplica(replica);
    const published = await Promise.all(orders.map(({ orderId }) => world.subjectsOf(orderId)));
    expect(published).toEqual(orders.map(() => ['payment.succeeded']));
  });

  test('processes stored events at the next start', async () => {
    const { orderId, id } = await world.openSession();
    world.stripe.intercept = ({ path }) => (RETRIEVE.test(path) ? 'break' : 'pass');
    await world.stripe.pay(id);
    const event = await world.eventOf(id, 'checkout.session.completed');
    expect(event.outcome).toBeNull();
    await world.stopReplica();
    world.stripe.intercept = () => 'pass';
    // The stop may have come before or after a failed try.
    await world.rows('UPDATE stripe_events SET due_at = to_timestamp(0) WHERE processed_at IS NULL');
    await world.startReplica({ times: { leaseMs: LEASE_MS } });
    await world.waitFor(orderId, 'payment.succeeded');
  });

  test('finishes the current batch at shutdown', async () => {
    const replica = await world.startReplica({ times: { pollMs: 20 }, beside: true });
    await world.stopReplica();
    const { orderId, id } = await world.openSession();
    let release: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => (release = resolve));
    let looking = false;
    world.stripe.intercept = async ({ path }): Promise<Interception> => {
      if (!RETRIEVE.test(path)) return 'pass';
      looking = true;
      await blocked;
      return 'pass';
    };
    await world.stripe.pay(id);
    const { payload } = await world.stripe.eventOf(id, 'checkout.session.completed');
    await world.post(payload, replica.url);
    await waitUntil(
      () => looking,
      (yes) => yes,
    );
    const closed = world.stopReplica(replica);
    release();
    await closed;
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    expect(await world.outcomeOf((JSON.parse(payload) as { id: string }).id)).toBe('paid');
    await world.startReplica({ times: { leaseMs: LEASE_MS } });
  });
});

describe('old events', () => {
  test('are deleted 30 days after they were processed; unprocessed ones are kept', async () => {
    await world.rows(
      `INSERT INTO stripe_events (id, type, livemode, payload, due_at, received_at, processed_at, outcome)
       SELECT 'evt_old_' || n, 'x', false, '{}', 'infinity', now() - interval '40 days',
         CASE WHEN n > 1 THEN now() - make_interval(days => CASE n WHEN 2 THEN 29 ELSE 31 END) END,
         CASE WHEN n > 1 THEN 'ignored' END FROM generate_series(1, 2500) n`,
    );
    const replica = await world.startReplica({ beside: true });
    const left = await waitUntil(
      () => world.rows<{ id: string }>("SELECT id FROM stripe_events WHERE id LIKE 'evt_old_%' ORDER BY id"),
      (rows) => rows.length <= 2,
    );
    expect(left.map(({ id }) => id)).toEqual(['evt_old_1', 'evt_old_2']);
    await world.stopReplica(replica);
  });
});
