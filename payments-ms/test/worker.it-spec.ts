import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Fate } from './stripe-dial.js';
import { faultOf, order, waitUntil, World } from './world.js';

const RETRIEVE = /^\/v1\/checkout\/sessions\/cs_/;
const LEASE_MS = 400;

let world: World;
beforeAll(async () => {
  world = await World.create({ leaseMs: LEASE_MS });
});
afterEach(() => {
  world.stripe.fate = () => 'pass';
});
afterAll(() => world.close());

/** Waits for news of an order; meanwhile no event waits for its next try. */
const soonPaid = (orderId: string) =>
  world.hurrying(
    () => world.subjectsOf(orderId),
    (subjects) => subjects.includes('payment.succeeded'),
  );

describe('events that come at bad times', () => {
  test('an event that overtakes our own note of the session is not lost', async () => {
    const request = order();
    world.stripe.fate = ({ method }) => (method === 'GET' ? 'pass' : 'break_after');
    await faultOf(world.create(request));
    const [id] = await world.stripe.sessionsOf(request.orderId);
    expect(await world.statusOf(request.orderId)).toEqual(['opening']);
    await world.stripe.pay(id ?? '');
    const { payload } = await world.waitFor(request.orderId, 'payment.succeeded');
    expect(payload).toMatchObject({ sessionId: id });
    world.stripe.fate = () => 'pass';
    expect((await faultOf(world.create(request))).code).toBe('payments.already_paid');
    expect(await world.statusOf(request.orderId)).toEqual(['complete']);
  });

  test('while Stripe cannot be asked, an event waits and is tried again', async () => {
    const { orderId, id } = await world.opened();
    // A proxy's own error page in JSON is no answer of Stripe's.
    const headers = { 'stripe-should-retry': 'false' };
    const fates = [
      { status: 502, body: {}, headers },
      { status: 500, body: { error: { type: 'api_error' } }, headers },
    ];
    let at = 0;
    world.stripe.fate = ({ path }) => (RETRIEVE.test(path) ? fates[at++ % 2]! : 'pass');
    await world.stripe.pay(id);
    await world.hurrying(
      () => world.eventOf(id, 'checkout.session.completed'),
      (event) => event.tries > 1 && at > 1,
    );
    expect((await world.eventOf(id, 'checkout.session.completed')).outcome).toBeNull();
    expect(await world.subjectsOf(orderId)).toEqual([]);
    world.stripe.fate = () => 'pass';
    await soonPaid(orderId);
  });

  test('one event that cannot be settled does not hold up the others of its batch', async () => {
    const [decoy, bad, good] = [await world.opened(), await world.opened(), await world.opened()];
    await world.rows(
      `ALTER TABLE payments ADD CONSTRAINT not_this CHECK (order_id <> '${bad.orderId}') NOT VALID`,
    );
    // The worker is kept busy until both events are there: it then takes them together.
    const both = () => world.rows('SELECT FROM stripe_events WHERE object_id = ANY($1)', [[bad.id, good.id]]);
    world.stripe.fate = async ({ path }): Promise<Fate> => {
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

  test('an event that a dead worker had taken is worked off when its lease is over, once', async () => {
    const { orderId, id } = await world.opened();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let looking = false;
    // The first replica hangs with the event in its hands, as good as dead; the second has a wire of its own.
    world.stripe.fate = async ({ path }): Promise<Fate> => {
      if (RETRIEVE.test(path)) {
        looking = true;
        await held;
      }
      return 'pass';
    };
    await world.stripe.pay(id);
    await waitUntil(
      () => looking,
      (yes) => yes,
    );
    try {
      const replica = await world.start({
        config: { STRIPE_API_URL: world.stripe.sandbox.url },
        pace: { leaseMs: LEASE_MS },
        beside: true,
      });
      await world.waitFor(orderId, 'payment.succeeded');
      // Not because the first one gave up and let go.
      expect(world.stripe.calls.filter(({ path }) => path.includes(`${id}?`))).toHaveLength(1);
      await world.stop(replica);
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

  test('two replicas settle many orders, each once', async () => {
    const replica = await world.start({ pace: { pollMs: 20 }, beside: true });
    const orders = await Promise.all(Array.from({ length: 20 }, () => world.opened()));
    await Promise.all(orders.map(({ id }) => world.stripe.pay(id)));
    await Promise.all(orders.map(({ orderId }) => world.waitFor(orderId, 'payment.succeeded')));
    await world.stop(replica);
    const announced = await Promise.all(orders.map(({ orderId }) => world.subjectsOf(orderId)));
    expect(announced).toEqual(orders.map(() => ['payment.succeeded']));
  });

  test('what is stored while nobody works is worked off at the next start', async () => {
    const { orderId, id } = await world.opened();
    world.stripe.fate = ({ path }) => (RETRIEVE.test(path) ? 'break' : 'pass');
    await world.stripe.pay(id);
    const event = await world.eventOf(id, 'checkout.session.completed');
    expect(event.outcome).toBeNull();
    await world.stop();
    world.stripe.fate = () => 'pass';
    // It was tried in vain, or not at all: the stop may have been faster.
    await world.rows('UPDATE stripe_events SET due_at = now() WHERE processed_at IS NULL');
    await world.start({ pace: { leaseMs: LEASE_MS } });
    await world.waitFor(orderId, 'payment.succeeded');
  });

  test('a worker that is told to stop finishes the batch in its hands', async () => {
    const replica = await world.start({ pace: { pollMs: 20 }, beside: true });
    await world.stop();
    const { orderId, id } = await world.opened();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let looking = false;
    world.stripe.fate = async ({ path }): Promise<Fate> => {
      if (!RETRIEVE.test(path)) return 'pass';
      looking = true;
      await held;
      return 'pass';
    };
    await world.stripe.pay(id);
    const { payload } = await world.stripe.eventOf(id, 'checkout.session.completed');
    await world.post(payload, replica.url);
    await waitUntil(
      () => looking,
      (yes) => yes,
    );
    const closed = world.stop(replica);
    release();
    await closed;
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    expect(await world.outcomeOf((JSON.parse(payload) as { id: string }).id)).toBe('paid');
    await world.start({ pace: { leaseMs: LEASE_MS } });
  });
});

describe('old events', () => {
  test('are let go 30 days after they were processed, however many; those still to do stay', async () => {
    await world.rows(
      `INSERT INTO stripe_events (id, type, livemode, payload, due_at, received_at, processed_at, outcome)
       SELECT 'evt_old_' || n, 'x', false, '{}', 'infinity', now() - interval '40 days',
         CASE WHEN n > 1 THEN now() - make_interval(days => CASE n WHEN 2 THEN 29 ELSE 31 END) END,
         CASE WHEN n > 1 THEN 'ignored' END FROM generate_series(1, 2500) n`,
    );
    const replica = await world.start({ beside: true });
    const left = await waitUntil(
      () => world.rows<{ id: string }>("SELECT id FROM stripe_events WHERE id LIKE 'evt_old_%' ORDER BY id"),
      (rows) => rows.length <= 2,
    );
    expect(left.map(({ id }) => id)).toEqual(['evt_old_1', 'evt_old_2']);
    await world.stop(replica);
  });
});
