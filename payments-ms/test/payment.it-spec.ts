import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PaymentSucceeded, system } from '@orderwire/contracts';
import { parseMessage, runInContext } from '@orderwire/platform';
import { sign, TEST_ENDPOINT_SECRET } from '@orderwire/stripe-sandbox';
import { faultOf, order, until, World } from './world.js';

const RETRIEVE = /^\/v1\/checkout\/sessions\/cs_/;
const LEASE_MS = 400;

let world: World;
beforeAll(async () => {
  world = await World.create({ leaseMs: LEASE_MS, pollMs: 50 });
});
afterEach(() => {
  world.stripe.fate = () => 'pass';
  world.stripe.calls.length = 0;
});
afterAll(() => world.close());

/** Opens a session and gives its order. */
async function opened(changes: Parameters<typeof order>[0] = {}) {
  const request = order(changes);
  return { orderId: request.orderId, id: (await world.create(request)).id };
}

const paymentsOf = (orderId: string) => world.rows('SELECT * FROM payments WHERE order_id = $1', [orderId]);
const subjectsOf = async (orderId: string) => (await world.announced(orderId)).map(({ subject }) => subject);

/** The stored event of a session, once it is there. */
async function eventOf(id: string, type: string) {
  const [row] = await until(
    () =>
      world.rows<{ id: string; payload: string; tries: number; outcome: string | null }>(
        'SELECT id, payload, tries, outcome FROM stripe_events WHERE object_id = $1 AND type = $2',
        [id, type],
      ),
    (rows) => rows.length > 0,
  );
  return row!;
}

/** Posts a signed body, as Stripe does. */
function post(body: string, url = world.url) {
  const signature = sign(body, TEST_ENDPOINT_SECRET, Math.floor(Date.now() / 1_000));
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  return fetch(`${url}/payments/webhook`, { method: 'POST', body, headers });
}

describe('a paid session', () => {
  test('announces payment.succeeded with what Stripe captured', async () => {
    const { orderId, id } = await opened({ email: 'ada@example.com' });
    await world.stripe.pay(id);
    const { payload } = await world.waitFor(orderId, 'payment.succeeded');
    expect(payload).toMatchObject({ orderId, sessionId: id, amount: 4498, currency: 'usd' });
    expect(payload).toMatchObject({
      paymentId: expect.stringMatching(/^pi_/),
      receiptUrl: expect.stringMatching(/^http/),
      webhook: { type: 'checkout.session.completed', eventId: expect.stringMatching(/^evt_/) },
    });
    parseMessage(PaymentSucceeded.payload, payload, 'refuse');
    expect(await world.statusOf(orderId)).toEqual(['complete']);
    expect(await paymentsOf(orderId)).toMatchObject([{ id: payload['paymentId'], status: 'succeeded' }]);
  });

  test('carries the correlation id of the request that opened it', async () => {
    const request = order();
    const context = { correlationId: 'shopper-7', actor: system };
    const { id } = await runInContext(context, () => world.create(request));
    await world.stripe.pay(id);
    const { headers } = await world.waitFor(request.orderId, 'payment.succeeded');
    expect(Object.values(headers)).toContain('shopper-7');
  });

  test('is announced on JetStream', async () => {
    const { orderId, id } = await opened();
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    await until(
      () =>
        world.rows('SELECT FROM messaging.outbox WHERE aggregate_id = $1 AND published_at IS NOT NULL', [
          orderId,
        ]),
      (rows) => rows.length === 1,
    );
  });

  test('costs two calls to Stripe: one to open it, one to look at it', async () => {
    const { orderId, id } = await opened();
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    expect(world.stripe.calls.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });
});

describe('the same event twice', () => {
  test('changes nothing the second time, also when both come at once', async () => {
    const { orderId, id } = await opened();
    await world.stripe.pay(id);
    const { payload } = await eventOf(id, 'checkout.session.completed');
    const answers = await Promise.all([post(payload), post(payload), post(payload)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await world.outcomes(id);
    expect(await subjectsOf(orderId)).toEqual(['payment.succeeded']);
    expect(await paymentsOf(orderId)).toHaveLength(1);
  });

  test('under two ids is still one payment', async () => {
    const { orderId, id } = await opened();
    await world.stripe.pay(id);
    const { payload, id: event } = await eventOf(id, 'checkout.session.completed');
    const copies = [1, 2, 3].map((number) => payload.replace(event, `${event}${number}`));
    await Promise.all(copies.map((body) => post(body)));
    await until(
      () => world.rows('SELECT FROM stripe_events WHERE object_id = $1 AND processed_at IS NOT NULL', [id]),
      (rows) => rows.length === 4,
    );
    expect(await subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });
});

describe('a delayed payment', () => {
  test('is announced when it succeeds, not when Checkout is completed', async () => {
    const { orderId, id } = await opened();
    await world.stripe.pay(id, { method: 'delayed_success' });
    const { payload } = await world.waitFor(orderId, 'payment.succeeded');
    expect(payload['webhook']).toMatchObject({ type: 'checkout.session.async_payment_succeeded' });
    expect(await world.outcomes(id)).toEqual({
      'checkout.session.completed': 'processing',
      'checkout.session.async_payment_succeeded': 'paid',
    });
  });

  test('that fails is announced with the reason, and the order may be paid anew', async () => {
    const { orderId, id } = await opened();
    await world.stripe.pay(id, { method: 'delayed_failure' });
    const { payload } = await world.waitFor(orderId, 'payment.failed');
    expect(payload).toMatchObject({
      orderId,
      sessionId: id,
      reason: expect.stringContaining('insufficient funds'),
    });
    expect(await world.statusOf(orderId)).toEqual(['failed']);
    expect((await world.create(order({ orderId, attempt: 2 }))).id).not.toBe(id);
  });
});

describe('a session that is never paid', () => {
  test('is announced when it expires, once', async () => {
    const { orderId, id } = await opened();
    await world.stripe.control(`/checkout/sessions/${id}/expire-now`);
    const { payload } = await world.waitFor(orderId, 'payment.session.expired');
    expect(payload).toMatchObject({ orderId, sessionId: id });
    const event = await eventOf(id, 'checkout.session.expired');
    await post(event.payload.replace(event.id, `${event.id}again`));
    await until(
      () => eventOf(id, 'checkout.session.expired').then(() => world.outcomes(id)),
      () => true,
    );
    expect(await subjectsOf(orderId)).toEqual(['payment.session.expired']);
    expect(await faultOf(world.create(order({ orderId })))).toMatchObject({
      code: 'payments.rejected',
      details: { stripe: { code: 'session_expired' } },
    });
  });
});

describe('money that is not what the order costs', () => {
  test.each([
    ['amount', 'amount = 4497'],
    ['currency', "currency = 'eur'"],
  ])('in its %s is kept and reported, and never announced as a success', async (_name, change) => {
    const { orderId, id } = await opened();
    await world.rows(`UPDATE payment_sessions SET ${change} WHERE order_id = $1`, [orderId]);
    await world.stripe.pay(id);
    expect(await world.outcomes(id)).toEqual({ 'checkout.session.completed': 'amount_mismatch' });
    expect(await subjectsOf(orderId)).toEqual([]);
    expect(await paymentsOf(orderId)).toMatchObject([
      { amount: '4498', currency: 'usd', status: 'amount_mismatch' },
    ]);
  });
});

describe('events that come at bad times', () => {
  test('an event that overtakes our own note of the session is not lost', async () => {
    const request = order();
    world.stripe.fate = async ({ method }) => {
      if (method === 'GET') return 'pass';
      return 'break_after';
    };
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
    const { orderId, id } = await opened();
    world.stripe.fate = ({ path }) =>
      RETRIEVE.test(path) ? { status: 500, body: {}, headers: { 'stripe-should-retry': 'false' } } : 'pass';
    await world.stripe.pay(id);
    const { tries } = await until(
      () => eventOf(id, 'checkout.session.completed'),
      (event) => event.tries > 1,
    );
    expect(tries).toBeGreaterThan(1);
    expect(await subjectsOf(orderId)).toEqual([]);
    world.stripe.fate = () => 'pass';
    await world.waitFor(orderId, 'payment.succeeded');
  });

  test('one event that cannot be settled does not hold up the others', async () => {
    const [bad, good] = [await opened(), await opened()];
    await world.rows(
      `ALTER TABLE payments ADD CONSTRAINT not_this CHECK (order_id <> '${bad.orderId}') NOT VALID`,
    );
    world.stripe.fate = async ({ path }) => {
      // Both events are in the batch before either session is looked up.
      if (RETRIEVE.test(path))
        await until(
          () => world.rows('SELECT FROM stripe_events WHERE object_id = ANY($1)', [[bad.id, good.id]]),
          (rows) => rows.length === 2,
        );
      return 'pass';
    };
    await Promise.all([world.stripe.pay(bad.id), world.stripe.pay(good.id)]);
    await world.waitFor(good.orderId, 'payment.succeeded');
    expect(await subjectsOf(bad.orderId)).toEqual([]);
    await world.rows('ALTER TABLE payments DROP CONSTRAINT not_this');
    await world.waitFor(bad.orderId, 'payment.succeeded');
  });

  test('an event that a dead worker had taken is worked off when its lease is over, once', async () => {
    const { orderId, id } = await opened();
    let held: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (held = resolve));
    let looks = 0;
    world.stripe.fate = async ({ path }) => {
      // The first look-up hangs, as in a process that died with the event in its hands.
      if (RETRIEVE.test(path) && looks++ === 0) await answered;
      return 'pass';
    };
    await world.stripe.pay(id);
    const replica = await world.start({ config: { PORT: 0 }, pace: { leaseMs: LEASE_MS, pollMs: 50 } });
    await world.waitFor(orderId, 'payment.succeeded');
    held();
    await until(
      () => world.rows('SELECT FROM stripe_events WHERE processed_at IS NULL'),
      (rows) => rows.length === 0,
    );
    await replica.close();
    expect(looks).toBeGreaterThan(1);
    expect(await subjectsOf(orderId)).toEqual(['payment.succeeded']);
    expect(await paymentsOf(orderId)).toHaveLength(1);
  });

  test('two replicas settle many orders, each once', async () => {
    const replica = await world.start({ config: { PORT: 0 }, pace: { leaseMs: 30_000, pollMs: 20 } });
    const orders = await Promise.all(Array.from({ length: 20 }, () => opened()));
    await Promise.all(orders.map(({ id }) => world.stripe.pay(id)));
    await Promise.all(orders.map(({ orderId }) => world.waitFor(orderId, 'payment.succeeded')));
    await replica.close();
    const announced = await Promise.all(orders.map(({ orderId }) => subjectsOf(orderId)));
    expect(announced).toEqual(orders.map(() => ['payment.succeeded']));
  });

  test('what is stored while nobody works is worked off at the next start', async () => {
    const { orderId, id } = await opened();
    const [event] = await Promise.all([
      (async () => {
        world.stripe.fate = ({ path }) => (RETRIEVE.test(path) ? 'break' : 'pass');
        await world.stripe.pay(id);
        return eventOf(id, 'checkout.session.completed');
      })(),
    ]);
    expect(event.outcome).toBeNull();
    await world.services.shift()?.close();
    world.stripe.fate = () => 'pass';
    await world.start({ pace: { leaseMs: LEASE_MS, pollMs: 50 } });
    await world.waitFor(orderId, 'payment.succeeded');
  });
});
