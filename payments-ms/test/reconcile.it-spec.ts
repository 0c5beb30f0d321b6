import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger, Database } from '@orderwire/platform';
import type { Report } from '../src/domain/reconciliation.js';
import { reconciling } from '../src/reconciling.js';
import { MailThief } from './mail-thief.js';
import { order, until, World } from './world.js';

const DAY_MS = 86_400_000;

let world: World;
let thief: MailThief;
let database: Database;
beforeAll(async () => {
  world = await World.create({ leaseMs: 30_000, pollMs: 20 });
  thief = await MailThief.hire(world);
  database = new Database({
    url: world.database.url,
    poolSize: 2,
    logger: createLogger('test', 'silent'),
  });
});
afterAll(async () => {
  await database.close();
  await world.close();
});

type Found = { healed: boolean; kind: string; text: string };

/** Reconciles the last hour, unless told otherwise, and gives what was found about these ids. */
async function reconcile(
  about: readonly string[],
  { heal = true, days = 0 }: { heal?: boolean; days?: number } = {},
): Promise<{ report: Report; found: Found[] }> {
  const all: Found[] = [];
  const to = new Date(Date.now() + 1_000 - days * DAY_MS);
  const report = await reconciling(database, world.config()).execute(
    { from: new Date(to.getTime() - 3_600_000), to },
    { heal, onFound: (one) => all.push(one) },
  );
  return { report, found: all.filter(({ text }) => about.some((id) => text.includes(id))) };
}

const kinds = (found: Found[]) => [...new Set(found.map(({ kind }) => kind))];

const paidQuietly = (changes = {}) =>
  thief.steals(async () => {
    const opened = await world.opened(changes);
    await world.stripe.pay(opened.id);
    return opened;
  });

const paidOpenly = async () => {
  const { orderId, id } = await world.opened();
  await world.stripe.pay(id);
  await world.waitFor(orderId, 'payment.succeeded');
  const [payment] = await world.paymentsOf(orderId);
  return {
    ...{ orderId, id },
    ...{ paymentId: payment?.['id'] as string, chargeId: payment?.['charge_id'] as string },
  };
};

/** Stripe no longer keeps the events of our objects: it keeps them for 30 days. */
async function withoutEvents<T>(work: () => Promise<T>): Promise<T> {
  world.stripe.fate = ({ path }) =>
    path.startsWith('/v1/events')
      ? { status: 200, body: { object: 'list', data: [], has_more: false, url: '/v1/events' } }
      : 'pass';
  try {
    return await work();
  } finally {
    world.stripe.fate = () => 'pass';
  }
}

const totals = async () =>
  world.rows<{ currency: string; sum: string }>(
    'SELECT currency, sum(amount)::text AS sum FROM ledger_entries GROUP BY currency',
  );

describe('a lost webhook', () => {
  test('of a paid order is found among Stripe’s events, and the payment is announced', async () => {
    const { orderId, id } = await paidQuietly();
    expect(await world.subjectsOf(orderId)).toEqual([]);
    const { found } = await reconcile([id]);
    expect(kinds(found)).toEqual(['lost_webhook']);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    const again = await reconcile([id, orderId]);
    expect(again.found).toEqual([]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('whose event Stripe has forgotten is healed from the charge', async () => {
    const { orderId, id } = await paidQuietly();
    const { found } = await withoutEvents(() => reconcile([id]));
    expect(found).toMatchObject([{ healed: true, kind: 'uncounted_payment' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    // The webhook that comes after all changes nothing.
    await world.post((await world.stripe.eventOf(id, 'checkout.session.completed')).payload);
    await world.outcomes(id);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a session that is months old is healed, whatever span is compared', async () => {
    const { orderId, id } = await paidQuietly();
    await world.rows(
      `UPDATE payment_sessions SET created_at = now() - interval '150 days', expires_at = now() - interval '149 days',
         keyed_at = now() - interval '150 days' WHERE order_id = $1`,
      [orderId],
    );
    const { found } = await reconcile([id], { days: 60 });
    expect(found).toMatchObject([{ healed: true, kind: 'unheard_session' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a delayed payment’s second half is healed', async () => {
    const { orderId, id } = await world.opened({ currency: 'eur' });
    await world.stripe.pay(id, { method: 'delayed_success' });
    await until(
      () => world.statusOf(orderId),
      ([status]) => status === 'complete',
    );
    await thief.steals(() =>
      until(
        () => world.stripe.retrieve(id),
        (session) => session['payment_status'] === 'paid',
      ),
    );
    expect(await world.subjectsOf(orderId)).toEqual([]);
    const { found } = await withoutEvents(() => reconcile([id]));
    expect(found).toMatchObject([{ healed: true }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a session that expired is healed, and its end is announced', async () => {
    const { orderId, id } = await thief.steals(async () => {
      const opened = await world.opened();
      await world.stripe.api('POST', `/v1/checkout/sessions/${opened.id}/expire`);
      return opened;
    });
    await world.rows(
      "UPDATE payment_sessions SET expires_at = now() - interval '1 minute' WHERE order_id = $1",
      [orderId],
    );
    const { found } = await withoutEvents(() => reconcile([id]));
    expect(found).toMatchObject([{ healed: true, kind: 'unheard_session' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.session.expired']);
  });

  test('is not healed by a dry run, which says so and changes nothing', async () => {
    const { orderId, id } = await paidQuietly();
    const { found, report } = await reconcile([id], { heal: false });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ healed }) => !healed)).toBe(true);
    expect(report.healed).toEqual({});
    expect(await world.subjectsOf(orderId)).toEqual([]);
    expect(await world.rows('SELECT FROM stripe_events WHERE object_id = $1', [id])).toEqual([]);
    await reconcile([]);
  });
});

describe('an opening whose answer was lost', () => {
  /** A session that Stripe made and we never learned of, long ago. */
  const lost = async (status: 'opening' | 'expired') => {
    const request = order();
    world.stripe.fate = ({ method }) => (method === 'POST' ? 'break_after' : 'pass');
    await world.create(request).catch(() => undefined);
    world.stripe.fate = () => 'pass';
    const [id] = await world.stripe.sessionsOf(request.orderId);
    await world.rows(
      `UPDATE payment_sessions SET status = $2::session_status, expires_at = now() - interval '1 second' WHERE order_id = $1`,
      [request.orderId, status],
    );
    // Stripe's search is bounded by when the session can have been made.
    await world.rows(
      "UPDATE payment_sessions SET expires_at = keyed_at + interval '31 minutes' WHERE order_id = $1",
      [request.orderId],
    );
    return { orderId: request.orderId, id: id as string };
  };

  test.each(['opening', 'expired'] as const)('and that we hold for %s is found paid', async (status) => {
    const { orderId, id } = await lost(status);
    await thief.steals(() => world.stripe.pay(id));
    const { found } = await withoutEvents(() => reconcile([id, orderId]));
    expect(found).toMatchObject([{ healed: true }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('and that Stripe never made is closed without a word', async () => {
    const request = order();
    world.stripe.fate = ({ method }) => (method === 'POST' ? 'break' : 'pass');
    await world.create(request).catch(() => undefined);
    world.stripe.fate = () => 'pass';
    await world.rows(
      "UPDATE payment_sessions SET expires_at = now() - interval '1 day', keyed_at = now() - interval '2 days' WHERE order_id = $1",
      [request.orderId],
    );
    const { found } = await reconcile([request.orderId]);
    expect(found).toEqual([]);
    expect(await world.statusOf(request.orderId)).toEqual(['expired']);
    expect(await world.subjectsOf(request.orderId)).toEqual([]);
  });
});

describe('money that goes back', () => {
  test('through a refund we never heard of is counted', async () => {
    const { orderId, paymentId } = await paidOpenly();
    const refund = await thief.steals(() =>
      world.stripe.api('POST', '/v1/refunds', { payment_intent: paymentId, amount: '1000' }),
    );
    const { found } = await withoutEvents(() => reconcile([refund['id'] as string]));
    expect(kinds(found)).toContain('unheard_refund');
    expect(found.every(({ healed }) => healed)).toBe(true);
    const [payment] = await world.paymentsOf(orderId);
    expect(Number(payment?.['refunded'])).toBe(1_000);
    const again = await withoutEvents(() => reconcile([refund['id'] as string]));
    expect(again.found).toEqual([]);
  });

  test('through a dispute we never heard of is told to staff', async () => {
    const { orderId, chargeId } = await paidOpenly();
    const dispute = await thief.steals(() => world.stripe.control(`/charges/${chargeId}/dispute`, {}));
    const { found } = await withoutEvents(() => reconcile([dispute['id'] as string]));
    expect(kinds(found)).toContain('unheard_dispute');
    expect(found.every(({ healed }) => healed)).toBe(true);
    expect(await world.subjectsOf(orderId)).toContain('dispute.opened');
  });
});

describe('the account book after refunds, failures and disputes', () => {
  const settledBy = async (work: (paid: Awaited<ReturnType<typeof paidOpenly>>) => Promise<unknown>) => {
    const paid = await paidOpenly();
    await thief.steals(() => work(paid));
    await withoutEvents(() => reconcile([]));
    return paid.orderId;
  };
  const refund = (paymentId: string, form: Record<string, string> = {}) =>
    world.stripe.api('POST', '/v1/refunds', { payment_intent: paymentId, ...form });
  const dispute = async (chargeId: string, status?: 'won' | 'lost') => {
    const { id } = await world.stripe.control(`/charges/${chargeId}/dispute`, {});
    if (status) await world.stripe.control(`/disputes/${id as string}/close`, { status });
  };
  const accountsOf = async (orderId: string) => {
    const rows = await world.rows<{ account: string; sum: number }>(
      `SELECT account, sum(amount)::int AS sum FROM ledger_entries WHERE order_id = $1
       GROUP BY account HAVING sum(amount) <> 0`,
      [orderId],
    );
    return Object.fromEntries(rows.map(({ account, sum }) => [account, sum]));
  };

  test('a refund leaves the fee', async () => {
    const orderId = await settledBy(({ paymentId }) => refund(paymentId));
    expect(await accountsOf(orderId)).toEqual({
      ...{ captured: -4498, refunded: 4498 },
      ...{ fees: 160, stripe_balance: -160 },
    });
  });

  test('a refund that fails afterwards is as if it had not been', async () => {
    const orderId = await settledBy(async ({ paymentId }) => {
      const { id } = await refund(paymentId, { amount: '1000' });
      await world.stripe.control(`/refunds/${id as string}/fail-now`);
    });
    expect(await accountsOf(orderId)).toEqual({ captured: -4498, fees: 160, stripe_balance: 4338 });
  });

  test('a dispute takes the money and a fee, and gives the money back when it is won', async () => {
    const lost = await settledBy(({ chargeId }) => dispute(chargeId, 'lost'));
    const won = await settledBy(({ chargeId }) => dispute(chargeId, 'won'));
    expect(await accountsOf(lost)).toMatchObject({ captured: -4498, disputed: 4498 });
    expect((await accountsOf(won))['disputed']).toBeUndefined();
    expect((await accountsOf(won))['stripe_balance']).toBeGreaterThan(0);
  });

  test('holds to the cent what all of Stripe’s balance transactions come to', async () => {
    const { report } = await reconcile([]);
    expect(report.difference).toEqual({});
    const sums: Record<string, number> = {};
    for (let after = ''; ;) {
      const path = `/v1/balance_transactions?limit=100${after && `&starting_after=${after}`}`;
      const page = await world.stripe.api('GET', path);
      const lines = page['data'] as { id: string; net: number; currency: string }[];
      for (const { net, currency } of lines) sums[currency] = (sums[currency] ?? 0) + net;
      after = lines.at(-1)?.id ?? '';
      if (!page['has_more']) break;
    }
    const held = await world.rows<{ currency: string; sum: number }>(
      `SELECT currency, sum(amount)::int AS sum FROM ledger_entries WHERE account = 'stripe_balance' GROUP BY 1`,
    );
    expect(Object.fromEntries(held.map(({ currency, sum }) => [currency, sum]))).toEqual(sums);
  });
});

describe('what nobody can heal', () => {
  const foreign = async (metadata: Record<string, string> = {}) => {
    const session = await world.stripe.api('POST', '/v1/checkout/sessions', {
      ...{ mode: 'payment', success_url: 'http://elsewhere.test', cancel_url: 'http://elsewhere.test' },
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '777',
      'line_items[0][price_data][product_data][name]': 'Not ours',
      ...metadata,
    });
    await world.stripe.pay(session['id'] as string);
    return session['id'] as string;
  };

  test('money that names no order is named, each time, and stands in the account book as unknown', async () => {
    const id = await foreign();
    const first = await reconcile([id]);
    expect(first.found).toMatchObject([{ healed: false, kind: 'unknown_money' }]);
    expect(first.found[0]?.text).toContain('777 usd');
    expect(first.report.difference).toEqual({});
    const second = await reconcile([id]);
    expect(second.found).toMatchObject([{ healed: false, kind: 'unknown_money' }]);
    const [unknown] = await world.rows<{ sum: string }>(
      "SELECT sum(amount)::text AS sum FROM ledger_entries WHERE account = 'unknown'",
    );
    expect(unknown).toEqual({ sum: '-777' });
    // Once it is given back, nobody has to look at it any more.
    const { payment_intent } = await world.stripe.retrieve(id);
    await world.stripe.api('POST', '/v1/refunds', { payment_intent: payment_intent as string });
    expect((await reconcile([id])).found).toEqual([]);
  });

  test('a payment of ours that Stripe does not have is named', async () => {
    const orderId = order().orderId;
    await world.rows(
      `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
       VALUES ('pi_made_up', $1, 'cs_made_up', 500, 'usd', now() - interval '1 minute', 'succeeded')`,
      [orderId],
    );
    expect((await reconcile(['pi_made_up'])).found).toMatchObject([
      { healed: false, kind: 'missing_at_stripe' },
    ]);
    await world.rows("DELETE FROM payments WHERE id = 'pi_made_up'");
  });

  test('a payment whose amount differs from Stripe’s is named with both', async () => {
    const { orderId, paymentId } = await paidOpenly();
    await world.rows('UPDATE payments SET amount = 4400 WHERE order_id = $1', [orderId]);
    const { found } = await reconcile([paymentId]);
    expect(found).toMatchObject([{ healed: false, kind: 'amount_differs' }]);
    expect(found[0]?.text).toMatch(/4498 usd.*4400 usd/);
    await world.rows('UPDATE payments SET amount = 4498 WHERE order_id = $1', [orderId]);
  });

  test('an entry of the account book that Stripe does not have is named', async () => {
    await world.rows(
      `INSERT INTO ledger_entries (movement, account, currency, amount, at) VALUES
         ('txn_made_up', 'stripe_balance', 'usd', 9, now()), ('txn_made_up', 'other', 'usd', -9, now())`,
    );
    const { found, report } = await reconcile(['txn_made_up']);
    expect(found).toMatchObject([{ healed: false, kind: 'ledger_differs' }]);
    expect(report.difference).toEqual({ usd: -9 });
  });
});

describe('the account book', () => {
  test('gets what a fee came to later, and what old replicas did not post', async () => {
    const { orderId, paymentId } = await paidOpenly();
    // As before the account book was there: nothing of this payment is posted.
    await world.rows('ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_stay');
    await world.rows('DELETE FROM ledger_entries WHERE order_id = $1', [orderId]);
    await world.rows('ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_stay');
    const { found } = await reconcile([paymentId]);
    expect(kinds(found)).toContain('unposted_capture');
    const rows = await world.rows<{ account: string; sum: string }>(
      `SELECT account, sum(amount)::text AS sum FROM ledger_entries WHERE order_id = $1
       GROUP BY account HAVING sum(amount) <> 0 ORDER BY account`,
      [orderId],
    );
    expect(rows).toEqual([
      { account: 'captured', sum: '-4498' },
      { account: 'fees', sum: '160' },
      { account: 'stripe_balance', sum: '4338' },
    ]);
  });

  test('sums to zero in every currency, whatever happened in this file', async () => {
    expect((await totals()).every(({ sum }) => sum === '0')).toBe(true);
  });
});
