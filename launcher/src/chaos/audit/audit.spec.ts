import { describe, expect, it } from '@jest/globals';
import { audit, invariants } from './audit.js';
import type { Books, StripeAccount } from './books.js';

/** One paid, partly refunded and disputed order, one cancelled, and everything in its place. */
const good = (): Books => ({
  orders: [
    {
      ...{ id: 'o1', status: 'PAID', currency: 'usd', total: 4_000, paymentId: 'pi_1', refunded: 1_000 },
      dispute: 'lost',
    },
    {
      ...{ id: 'o2', status: 'CANCELLED', currency: 'usd', total: 2_000, paymentId: null, refunded: 0 },
      dispute: null,
    },
  ],
  paidSteps: [{ orderId: 'o1', times: 1 }],
  payments: [{ id: 'pi_1', orderId: 'o1', amount: 4_000, currency: 'usd' }],
  refunds: [{ id: 'r1', paymentId: 'pi_1', stripeId: 're_1', amount: 1_000, status: 'succeeded' }],
  disputes: [{ id: 'du_1', paymentId: 'pi_1', orderId: 'o1', amount: 500, stage: 'lost' }],
  unbalanced: [],
  accounts: [
    { account: 'captured', currency: 'usd', amount: -4_000 },
    { account: 'receivable', currency: 'usd', amount: 0 },
    { account: 'refunded', currency: 'usd', amount: 1_000 },
    { account: 'disputed', currency: 'usd', amount: 500 },
    { account: 'fees', currency: 'usd', amount: 1_646 },
    { account: 'stripe_balance', currency: 'usd', amount: 854 },
  ],
  waitingWebhooks: 0,
  stock: [{ productId: 'p1', available: 9, reserved: 0, sold: 1 }],
  stockLedger: [{ productId: 'p1', available: 9, reserved: 0, sold: 1, adjusted: 10 }],
  held: [],
  lines: [
    { orderId: 'o1', productId: 'p1', quantity: 2, returned: 1 },
    { orderId: 'o2', productId: 'p1', quantity: 1, returned: 0 },
  ],
  events: [{ id: 'e1', subject: 'order.paid', aggregateId: 'o1', published: true }],
  reactions: [{ durable: 'products_ms_sell', subject: 'order.paid' }],
  taken: new Set(['products_ms_sell e1']),
  deadLetters: [],
  stripe: {
    intents: [
      { id: 'pi_1', orderId: 'o1', received: 4_000, currency: 'usd' },
      { id: 'pi_2', orderId: 'o2', received: 0, currency: 'usd' },
    ],
    refunds: [{ id: 're_1', intentId: 'pi_1', amount: 1_000, status: 'succeeded' }],
    disputes: [{ id: 'du_1', intentId: 'pi_1', amount: 500, status: 'lost' }],
    balance: [{ currency: 'usd', amount: 854 }],
    ledger: [
      {
        ...line('pi_1', 'o1', 4_000),
        ...{ returned: 1_000, disputed: 500, fees: 1_646, net: 854 },
      },
      line('pi_2', 'o2', 0),
    ],
  },
});

/** Of a payment that cost no fee. */
function line(intentId: string, orderId: string, captured: number): StripeAccount {
  const rest = { returned: 0, refused: 0, disputed: 0, fees: 0, net: captured };
  return { intentId, orderId, currency: 'usd', captured, ...rest };
}

/** Money that was captured besides, in Stripe's books and in ours. */
function alsoCaptured(books: Books, id: string, orderId: string, amount: number): StripeAccount {
  const also = line(id, orderId, amount);
  books.stripe.ledger = [...books.stripe.ledger.filter(({ intentId }) => intentId !== id), also];
  books.payments.push({ id, orderId, amount, currency: 'usd' });
  return also;
}

const account = (books: Books, name: string): Books['accounts'][number] =>
  books.accounts.find(({ account: one }) => one === name) as Books['accounts'][number];

/** The rules that these books break. */
const broken = (change: (books: Books) => void): string[] => {
  const books = good();
  change(books);
  return [...new Set(audit(books).map(({ rule }) => rule))];
};

const first = <Row>(rows: Row[]): Row => rows[0] as Row;

describe('the auditor', () => {
  it('finds nothing in books that are right', () => {
    expect(audit(good())).toEqual([]);
  });

  it.each<[string, RegExp, (books: Books) => void]>([
    ['an order that waits for ever', /every order ends/, (b) => (first(b.orders).status = 'PENDING')],
    ['a PAID order without a payment', /without a captured/, (b) => (first(b.orders).paymentId = 'pi_9')],
    ['a payment that is too small', /without a captured/, (b) => (first(b.stripe.ledger).captured = 3_999)],
    ['a payment in other money', /without a captured/, (b) => (first(b.stripe.ledger).currency = 'eur')],
    ['a payment we have never heard of', /in our books/, (b) => (b.payments = [])],
    ['a payment we hold for another amount', /in our books/, (b) => (first(b.payments).amount = 3_999)],
    ['a payment we hold for another order', /in our books/, (b) => (first(b.payments).orderId = 'o2')],
    [
      'a payment that Stripe never captured',
      /in our books/,
      (b) => b.payments.push({ id: 'pi_9', orderId: 'o2', amount: 1, currency: 'usd' }),
    ],
    [
      'money kept for a cancelled order',
      /goes back to the shopper/,
      (b) => alsoCaptured(b, 'pi_2', 'o2', 2_000),
    ],
    [
      'money of a cancelled order that went back in part',
      /goes back to the shopper/,
      (b) => (alsoCaptured(b, 'pi_2', 'o2', 2_000).returned = 1_999),
    ],
    [
      'money kept because a refund of ours failed by itself',
      /goes back to the shopper/,
      (b) => {
        alsoCaptured(b, 'pi_2', 'o2', 2_000);
        b.refunds.push({ id: 'r2', paymentId: 'pi_2', stripeId: null, amount: 2_000, status: 'failed' });
      },
    ],
    [
      'a refund that failed though Stripe would have made it',
      /reason to refuse/,
      (b) => {
        alsoCaptured(b, 'pi_2', 'o2', 2_000);
        b.refunds.push({ id: 'r2', paymentId: 'pi_2', stripeId: null, amount: 2_000, status: 'failed' });
      },
    ],
    ['a second payment of a PAID order', /at most one payment/, (b) => alsoCaptured(b, 'pi_3', 'o1', 4_000)],
    ['a refund that the order does not know', /what an order says/, (b) => (first(b.orders).refunded = 0)],
    [
      'a refund that Stripe does not know',
      /what an order says/,
      (b) => (first(b.stripe.refunds).status = 'failed'),
    ],
    [
      'more given back than was captured',
      /what an order says/,
      (b) => {
        first(b.stripe.refunds).amount = 4_001;
        first(b.orders).refunded = 4_001;
      },
    ],
    ['REFUNDED with money left', /what an order says/, (b) => (first(b.orders).status = 'REFUNDED')],
    [
      'a refund made twice',
      /no refund is forgotten/,
      (b) => b.stripe.refunds.push({ id: 're_2', intentId: 'pi_1', amount: 1_000, status: 'succeeded' }),
    ],
    [
      'a refund nobody asked Stripe for',
      /no refund is forgotten/,
      (b) => (first(b.refunds).status = 'requested'),
    ],
    ['a movement that does not balance', /account book/, (b) => b.unbalanced.push('capture:pi_1')],
    ['less captured in the book', /account book/, (b) => (account(b, 'captured').amount = -3_999)],
    ['less refunded in the book', /account book/, (b) => (account(b, 'refunded').amount = 999)],
    ['less disputed in the book', /account book/, (b) => (account(b, 'disputed').amount = 499)],
    ['other fees in the book', /account book/, (b) => (account(b, 'fees').amount = 1_645)],
    ['another balance in the book', /account book/, (b) => (account(b, 'stripe_balance').amount = 853)],
    ['a leftover receivable', /account book/, (b) => (account(b, 'receivable').amount = 1)],
    [
      'money in a currency the book has not heard of',
      /account book/,
      (b) => b.stripe.ledger.push({ ...line('pi_4', 'o2', 1), currency: 'jpy' }),
    ],
    ['a capture only the API shows', /own ledger/, (b) => (first(b.stripe.intents).received = 4_001)],
    ['a refund only the ledger shows', /own ledger/, (b) => (b.stripe.refunds = [])],
    ['a dispute only the ledger shows', /own ledger/, (b) => (b.stripe.disputes = [])],
    ['a balance that the ledger does not hold', /own ledger/, (b) => (first(b.stripe.balance).amount = 853)],
    ['a dispute we have not heard of', /no dispute is forgotten/, (b) => (b.disputes = [])],
    ['a dispute whose end we missed', /no dispute is forgotten/, (b) => (first(b.disputes).stage = 'opened')],
    ['a dispute of another amount', /no dispute is forgotten/, (b) => (first(b.disputes).amount = 501)],
    [
      'a dispute that Stripe does not have',
      /no dispute is forgotten/,
      (b) => b.disputes.push({ ...first(b.disputes), id: 'du_2' }),
    ],
    ['a disputed order without a mark', /bears the mark/, (b) => (first(b.orders).dispute = null)],
    ['an order marked with another verdict', /bears the mark/, (b) => (first(b.orders).dispute = 'won')],
    [
      'a mark that hides an open dispute',
      /bears the mark/,
      (b) => b.stripe.disputes.push({ id: 'du_2', intentId: 'pi_1', amount: 1, status: 'under_review' }),
    ],
    [
      'a mark on an order about which a bank only asked',
      /bears the mark/,
      (b) => (first(b.stripe.disputes).status = 'warning_closed'),
    ],
    ['more sold than there was', /no counter is negative/, (b) => (first(b.stock).available = -1)],
    ['a unit that disappeared', /no unit appears/, (b) => (first(b.stock).available = 8)],
    ['a ledger that says otherwise', /stock ledger sums/, (b) => (first(b.stockLedger).sold = 2)],
    ['a paid order whose goods were not sold', /what is sold/, (b) => (first(b.lines).quantity = 3)],
    ['a cancelled order that holds stock', /holds stock/, (b) => b.held.push('o2')],
    ['an event that was never published', /published/, (b) => (first(b.events).published = false)],
    ['an event somebody never took', /taken by everybody/, (b) => (b.taken = new Set())],
    ['an order that was PAID twice', /PAID once/, (b) => (first(b.paidSteps).times = 2)],
    [
      'an order.paid that was announced twice',
      /PAID once/,
      (b) => b.events.push({ ...first(b.events), id: 'e2' }),
    ],
    ['a dead letter', /dead letter/, (b) => b.deadLetters.push('orders_ms_settle_order gave up')],
    ['a webhook nobody worked off', /webhook is worked off/, (b) => (b.waitingWebhooks = 1)],
  ])('sees %s', (_what, rule, change) => {
    expect(broken(change)).toEqual(expect.arrayContaining([expect.stringMatching(rule)]));
  });

  it.each<[string, (kept: StripeAccount) => void]>([
    ['Stripe refused to give back', (kept) => (kept.refused = 2_000)],
    ['a bank holds for its cardholder', (kept) => (kept.disputed = 2_000)],
  ])('leaves to staff what %s, and says nothing of it', (_what, change) => {
    const rules = broken((books) => change(alsoCaptured(books, 'pi_2', 'o2', 2_000)));
    expect(rules.filter((rule) => /goes back|at most one/.test(rule))).toEqual([]);
  });

  it('takes a refund of disputed money for refused by Stripe, which makes none', () => {
    const refused = { id: 'r2', paymentId: 'pi_1', stripeId: null, amount: 100, status: 'failed' };
    expect(broken((books) => books.refunds.push(refused))).toEqual([]);
  });

  it('has a name for every rule, and no rule twice', () => {
    expect(new Set(invariants.map(({ rule }) => rule)).size).toBe(invariants.length);
  });
});
