import { describe, expect, it } from '@jest/globals';
import { audit, invariants } from './audit.js';
import type { Books } from './books.js';

/** One paid and partly refunded order, one cancelled, and everything in its place. */
const good = (): Books => ({
  orders: [
    { id: 'o1', status: 'PAID', currency: 'usd', total: 4_000, paymentId: 'pi_1', refunded: 1_000 },
    { id: 'o2', status: 'CANCELLED', currency: 'usd', total: 2_000, paymentId: null, refunded: 0 },
  ],
  paidSteps: [{ orderId: 'o1', times: 1 }],
  payments: [{ id: 'pi_1', orderId: 'o1' }],
  refunds: [{ id: 'r1', paymentId: 'pi_1', stripeId: 're_1', amount: 1_000, status: 'succeeded' }],
  unbalanced: [],
  atStripe: [{ currency: 'usd', amount: 2_854 }],
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
    balance: [{ currency: 'usd', amount: 2_854 }],
  },
});

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
    ['a payment that is too small', /without a captured/, (b) => (first(b.stripe.intents).received = 3_999)],
    ['a payment in other money', /without a captured/, (b) => (first(b.stripe.intents).currency = 'eur')],
    [
      'money kept for a cancelled order',
      /goes back to the shopper/,
      (b) => (b.stripe.intents[1] = { id: 'pi_2', orderId: 'o2', received: 2_000, currency: 'usd' }),
    ],
    [
      'money of a cancelled order that went back in part',
      /goes back to the shopper/,
      (b) => {
        b.stripe.intents.push({ id: 'pi_3', orderId: 'o2', received: 2_000, currency: 'usd' });
        b.stripe.refunds.push({ id: 're_3', intentId: 'pi_3', amount: 1_999, status: 'succeeded' });
      },
    ],
    [
      'a second payment of a PAID order',
      /at most one payment/,
      (b) => b.stripe.intents.push({ id: 'pi_3', orderId: 'o1', received: 4_000, currency: 'usd' }),
    ],
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
    ['a book that says less than Stripe', /account book/, (b) => (first(b.atStripe).amount = 2_853)],
    [
      'money in a currency the book has not heard of',
      /account book/,
      (b) => b.stripe.balance.push({ currency: 'jpy', amount: 1 }),
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

  it('leaves to staff what Stripe refused to give back, and says nothing of it', () => {
    const rules = broken((books) => {
      books.stripe.intents[1] = { id: 'pi_2', orderId: 'o2', received: 2_000, currency: 'usd' };
      books.stripe.refunds.push({ id: 're_2', intentId: 'pi_2', amount: 2_000, status: 'failed' });
      books.refunds.push({ id: 'r2', paymentId: 'pi_2', stripeId: 're_2', amount: 2_000, status: 'failed' });
    });
    expect(rules).toEqual([]);
  });

  it('has a name for every rule, and no rule twice', () => {
    expect(new Set(invariants.map(({ rule }) => rule)).size).toBe(invariants.length);
  });
});
