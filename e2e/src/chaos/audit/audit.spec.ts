import { describe, expect, it } from '@jest/globals';
import { audit, invariants } from './audit.js';
import type { AuditSnapshot, StripeLedgerLine } from './snapshot.js';
import {
  account,
  addCapture,
  first,
  invoice,
  line,
  message,
  validSnapshot,
  violated,
} from './valid-snapshot.js';

describe('the audit', () => {
  it('finds no violation in a valid snapshot', () => {
    expect(audit(validSnapshot())).toEqual([]);
  });

  it('lets a free order be PAID without a payment, and only then', () => {
    const withOrder = (total: number, paymentId: string | null, status = 'PAID') =>
      violated((snapshot) => {
        const { orders, lines, stock, stockLedger, paidEntries, events } = snapshot;
        snapshot.consumed = new Set([...snapshot.consumed, 'products_ms_sell e3']);
        const order = { id: 'o3', status, currency: 'usd', total, paymentId, refunded: 0 };
        orders.push({ ...order, dispute: null, fraudWarning: false, review: null, hasAddress: false });
        paidEntries.push({ orderId: 'o3', times: 1 });
        events.push({ id: 'e3', subject: 'order.paid', aggregateId: 'o3', published: true, lost: false });
        lines.push({ orderId: 'o3', productId: 'p1', quantity: 1, returned: 0 });
        snapshot.messages.push(message('m3', 'o3', { status: 'skipped', reason: 'no recipient is known' }));
        snapshot.documents.push(invoice('d9', 'o3', 4, { total }));
        for (const row of snapshot.figures.slice(0, 2)) row.count += 1;
        for (const row of snapshot.figures.slice(0, paymentId ? 2 : 1)) row.amount += total;
        for (const row of [first(stock), first(stockLedger)]) {
          row.available -= 1;
          row.sold += 1;
        }
      });
    const rule = 'no order is PAID without a captured payment of exactly its amount and currency';
    expect(withOrder(0, null)).toEqual([]);
    expect(withOrder(100, null)).toContain(rule);
    expect(withOrder(0, 'pi_9')).toContain(rule);
    expect(withOrder(0, null, 'REFUNDED')).toHaveLength(1);
  });

  it.each<[string, RegExp, (snapshot: AuditSnapshot) => void]>([
    ['an order that stays PENDING', /stays PENDING/, (s) => (first(s.orders).status = 'PENDING')],
    ['a PAID order without a payment', /without a captured/, (s) => (first(s.orders).paymentId = 'pi_9')],
    ['a payment that is too small', /without a captured/, (s) => (first(s.stripe.ledger).captured = 3_999)],
    ['a payment in another currency', /without a captured/, (s) => (first(s.stripe.ledger).currency = 'eur')],
    ['a payment that is not recorded', /is recorded/, (s) => (s.payments = [])],
    ['a payment recorded with another amount', /is recorded/, (s) => (first(s.payments).amount = 3_999)],
    ['a payment recorded for another order', /is recorded/, (s) => (first(s.payments).orderId = 'o2')],
    [
      'a payment that Stripe never captured',
      /is recorded/,
      (s) => s.payments.push({ id: 'pi_9', orderId: 'o2', amount: 1, currency: 'usd' }),
    ],
    [
      'an unrefunded capture of a cancelled order',
      /pays an order or is refunded/,
      (s) => addCapture(s, 'pi_2', 'o2', 2_000),
    ],
    [
      'a partly refunded capture of a cancelled order',
      /pays an order or is refunded/,
      (s) => (addCapture(s, 'pi_2', 'o2', 2_000).refunded = 1_999),
    ],
    [
      'an unrefunded capture whose refund failed in our database only',
      /pays an order or is refunded/,
      (s) => {
        addCapture(s, 'pi_2', 'o2', 2_000);
        s.refunds.push({ id: 'r2', paymentId: 'pi_2', stripeId: null, amount: 2_000, status: 'failed' });
      },
    ],
    [
      'a refund that failed although Stripe would have made it',
      /reason to refuse/,
      (s) => {
        addCapture(s, 'pi_2', 'o2', 2_000);
        s.refunds.push({ id: 'r2', paymentId: 'pi_2', stripeId: null, amount: 2_000, status: 'failed' });
      },
    ],
    ['a second payment of a PAID order', /at most one payment/, (s) => addCapture(s, 'pi_3', 'o1', 4_000)],
    ['a refund that the order does not count', /refunded amount/, (s) => (first(s.orders).refunded = 0)],
    ['a refund that failed at Stripe', /refunded amount/, (s) => (first(s.stripe.refunds).status = 'failed')],
    [
      'more refunded than captured',
      /refunded amount/,
      (s) => {
        first(s.stripe.refunds).amount = 4_001;
        first(s.orders).refunded = 4_001;
      },
    ],
    ['REFUNDED without a full refund', /refunded amount/, (s) => (first(s.orders).status = 'REFUNDED')],
    [
      'a refund made twice',
      /every refund exists/,
      (s) => s.stripe.refunds.push({ id: 're_2', intentId: 'pi_1', amount: 1_000, status: 'succeeded' }),
    ],
    [
      'a refund that Stripe has but payments-ms only requested',
      /every refund exists/,
      (s) => (first(s.refunds).status = 'requested'),
    ],
    [
      'a movement that does not balance',
      /the ledger balances/,
      (s) => s.unbalancedMovements.push('capture:pi_1'),
    ],
    ['less captured in the ledger', /the ledger balances/, (s) => (account(s, 'captured').amount = -3_999)],
    ['less refunded in the ledger', /the ledger balances/, (s) => (account(s, 'refunded').amount = 999)],
    ['less disputed in the ledger', /the ledger balances/, (s) => (account(s, 'disputed').amount = 499)],
    ['other fees in the ledger', /the ledger balances/, (s) => (account(s, 'fees').amount = 1_645)],
    [
      'another balance in the ledger',
      /the ledger balances/,
      (s) => (account(s, 'stripe_balance').amount = 853),
    ],
    ['a leftover receivable', /the ledger balances/, (s) => (account(s, 'receivable').amount = 1)],
    [
      'a capture in a currency that the ledger lacks',
      /the ledger balances/,
      (s) => s.stripe.ledger.push({ ...line('pi_4', 'o2', 1), currency: 'jpy' }),
    ],
    [
      'a capture that only the API shows',
      /API and the sandbox/,
      (s) => (first(s.stripe.captures).amount = 4_001),
    ],
    ['a refund that only the ledger shows', /API and the sandbox/, (s) => (s.stripe.refunds = [])],
    ['a dispute that only the ledger shows', /API and the sandbox/, (s) => (s.stripe.disputes = [])],
    [
      'a balance that the ledger does not have',
      /API and the sandbox/,
      (s) => (first(s.stripe.balance).amount = 853),
    ],
    ['a dispute that is not recorded', /every dispute exists/, (s) => (s.disputes = [])],
    [
      'a dispute whose end is not recorded',
      /every dispute exists/,
      (s) => (first(s.disputes).stage = 'opened'),
    ],
    ['a dispute of another amount', /every dispute exists/, (s) => (first(s.disputes).amount = 501)],
    [
      'a dispute that Stripe does not have',
      /every dispute exists/,
      (s) => s.disputes.push({ ...first(s.disputes), id: 'du_2' }),
    ],
    ['a disputed order without a flag', /dispute flag/, (s) => (first(s.orders).dispute = null)],
    ['an order flagged with another verdict', /dispute flag/, (s) => (first(s.orders).dispute = 'won')],
    [
      'a flag that hides an open dispute',
      /dispute flag/,
      (s) => s.stripe.disputes.push({ id: 'du_2', intentId: 'pi_1', amount: 1, status: 'under_review' }),
    ],
    [
      'a flag on an order with an inquiry only',
      /dispute flag/,
      (s) => (first(s.stripe.disputes).status = 'warning_closed'),
    ],
    ['a fraud warning that is not shown', /fraud warning/, (s) => (first(s.orders).fraudWarning = false)],
    ['a fraud warning of no card network', /fraud warning/, (s) => (s.stripe.fraudWarnings = [])],
    ['a review that is not shown', /review of an order/, (s) => (first(s.orders).review = null)],
    ['a review that stays open', /review of an order/, (s) => (s.stripe.openReviews = [])],
    ['more sold than stocked', /no stock counter is negative/, (s) => (first(s.stock).available = -1)],
    ['a unit that disappeared', /no unit appears/, (s) => (first(s.stock).available = 8)],
    ['a stock ledger with another sum', /stock ledger sums/, (s) => (first(s.stockLedger).sold = 2)],
    ['a paid order whose units were not sold', /units sold/, (s) => (first(s.lines).quantity = 3)],
    ['a cancelled order with a reservation', /keeps a reservation/, (s) => s.openReservations.push('o2')],
    ['an event that was never published', /published/, (s) => (first(s.events).published = false)],
    ['an event that a consumer missed', /consumed by every/, (s) => (s.consumed = new Set())],
    ['an order that became PAID twice', /PAID once/, (s) => (first(s.paidEntries).times = 2)],
    ['order.paid published twice', /PAID once/, (s) => s.events.push({ ...first(s.events), id: 'e2' })],
    ['a dead letter', /dead letter/, (s) => s.deadLetters.push('orders_ms_settle_order gave up')],
    ['an unprocessed webhook', /webhook is processed/, (s) => s.unprocessedWebhooks.push('evt_1')],
  ])('finds %s', (_what, rule, change) => {
    expect(violated(change)).toEqual(expect.arrayContaining([expect.stringMatching(rule)]));
  });

  it.each<[string, (capture: StripeLedgerLine) => void]>([
    ['whose refund Stripe refused', (capture) => (capture.refundsFailed = 2_000)],
    ['that is disputed', (capture) => (capture.disputed = 2_000)],
  ])('allows an unmatched capture %s: staff handle it', (_what, change) => {
    const rules = violated((snapshot) => change(addCapture(snapshot, 'pi_2', 'o2', 2_000)));
    expect(rules.filter((rule) => /or is refunded|at most one/.test(rule))).toEqual([]);
  });

  it('allows a failed refund of a disputed payment: Stripe refuses those', () => {
    const refused = { id: 'r2', paymentId: 'pi_1', stripeId: null, amount: 100, status: 'failed' };
    expect(violated((snapshot) => snapshot.refunds.push(refused))).toEqual([]);
  });

  it('names every rule differently', () => {
    expect(new Set(invariants.map(({ rule }) => rule)).size).toBe(invariants.length);
  });
});
