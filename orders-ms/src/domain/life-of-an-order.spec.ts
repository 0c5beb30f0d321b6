import { describe, expect, it } from '@jest/globals';
import type { OrderStatus } from '@orderwire/contracts';
import fc from 'fast-check';
import { lapse } from './lapse.js';
import { stepsByHand } from './order-status.js';
import { hear, NEVER, reckon, type Refund, type RefundNews, type Standing } from './refund.js';
import { settle, usedUp } from './settle.js';

const TOTAL = 10;

/** An order as the services would keep it, and what became of every payment. */
class Life {
  order: Standing & { sessionId: string | null; currency: string } = {
    status: 'PENDING',
    totalAmount: TOTAL,
    currency: 'usd',
    paymentId: null,
    sessionId: 'cs_1',
    refundedAmount: 0,
    statusBeforeRefund: null,
  };
  readonly captured = new Map<string, number>();
  readonly verdicts = new Map<string, Set<'paid' | 'rejected'>>();
  readonly refunds = new Map<string, Refund>();
  readonly seen: OrderStatus[] = ['PENDING'];

  capture(paymentId: string, amount: number, currency: string, sessionId: string): void {
    this.captured.set(paymentId, amount);
    const { outcome } = settle(this.order, { paymentId, amount, currency });
    if (outcome === 'already_paid') return;
    this.verdicts.set(paymentId, (this.verdicts.get(paymentId) ?? new Set()).add(outcome));
    if (outcome === 'paid') this.stand({ ...this.order, status: 'PAID', paymentId });
    else if (usedUp(this.order, sessionId)) this.stand({ ...this.order, status: 'CANCELLED' });
  }

  ends(sessionId: string): void {
    if (lapse(this.order, sessionId) === 'cancel') this.stand({ ...this.order, status: 'CANCELLED' });
  }

  cancel(): void {
    if (this.order.status === 'PENDING') this.stand({ ...this.order, status: 'CANCELLED' });
  }

  /** A new link, or the moment before it is made. */
  link(sessionId: string | null): void {
    if (this.order.status === 'PENDING') this.stand({ ...this.order, sessionId });
  }

  byHand(to: OrderStatus): void {
    if (to !== 'CANCELLED' && stepsByHand(this.order.status).includes(to))
      this.stand({ ...this.order, status: to });
  }

  refund(id: string, news: RefundNews): void {
    const unheard: Refund = {
      ...{
        id,
        orderId: 'o',
        paymentId: news.paymentId,
        amount: news.amount,
        reason: 'duplicate',
        failure: null,
      },
      ...{
        automatic: false,
        restock: [],
        newsAt: NEVER,
        told: false,
        announced: false,
        status: 'requested',
      },
    };
    this.refunds.set(id, hear(this.refunds.get(id) ?? unheard, news));
    this.reckon();
  }

  reckon(): void {
    this.stand({ ...this.order, ...reckon(this.order, [...this.refunds.values()]) });
  }

  private stand(order: Life['order']): void {
    if (order.status !== this.order.status) this.seen.push(order.status);
    this.order = order;
    this.check();
  }

  private check(): void {
    const { status, paymentId, refundedAmount, statusBeforeRefund } = this.order;
    const unpaid = status === 'PENDING' || status === 'CANCELLED';
    expect(paymentId === null).toBe(unpaid);
    if (paymentId) expect(this.captured.get(paymentId)).toBe(TOTAL);
    expect(refundedAmount).toBeGreaterThanOrEqual(0);
    expect(refundedAmount).toBeLessThanOrEqual(paymentId ? TOTAL : 0);
    expect(status === 'REFUNDED').toBe(statusBeforeRefund !== null);
    if (status === 'REFUNDED') expect(refundedAmount).toBe(TOTAL);
  }
}

type Event = (life: Life) => void;

/** Facts of a payment never change, however often it is told. The first one is right. */
const payments = [
  fc.constant({ id: 'pi_1', amount: TOTAL, currency: 'usd', session: 'cs_1' }),
  ...['pi_2', 'pi_3'].map((id) =>
    fc.record({
      id: fc.constant(id),
      amount: fc.constantFrom(TOTAL, TOTAL, TOTAL - 1),
      currency: fc.constantFrom('usd', 'usd', 'usd', 'eur'),
      session: fc.constantFrom('cs_0', 'cs_1', 'cs_2'),
    }),
  ),
];

/** What payments-ms lets happen to the refunds of one payment: together they never take more than was captured. */
const refundStory = fc
  .array(
    fc.record({
      fate: fc.constantFrom(
        'succeeds',
        'succeeds',
        'fails',
        'fails later',
        'waits',
        'refused, and went all the same',
      ),
      amount: fc.constantFrom(TOTAL, TOTAL, 6, 4),
    }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((asked) => {
    const news: { id: string; news: Omit<RefundNews, 'paymentId'> }[] = [];
    let [went, waits, seconds] = [0, 0, 0];
    asked.forEach(({ fate, amount }, n) => {
      if (went + waits + amount > TOTAL) return;
      const refused = fate === 'refused, and went all the same';
      const tell = (status: RefundNews['status'], at: Date | null = new Date(seconds++ * 1_000)) =>
        news.push({
          id: `re_${n}`,
          news: { status, amount, failure: status === 'failed' ? 'lost' : null, at },
        });
      tell('pending');
      if (fate === 'waits') waits += amount;
      if (fate === 'succeeds' || refused) went += amount;
      // What we conclude from a refusal ourselves.
      if (refused || fate === 'fails') tell('failed', null);
      if (refused) tell('failed');
      if (fate === 'succeeds' || fate === 'fails later' || refused) tell('succeeded');
      if (fate === 'fails' || fate === 'fails later') tell('failed');
    });
    return { went, news };
  });

const others: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom('cs_0', 'cs_1', 'cs_2').map((id) => (life: Life) => life.ends(id)),
  fc.constantFrom(null, 'cs_1', 'cs_2').map((id) => (life: Life) => life.link(id)),
  fc
    .constantFrom<OrderStatus>('PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED')
    .map((to) => (life: Life) => life.byHand(to)),
  fc.constant((life: Life) => life.cancel()),
);

/** Any history, all of it told twice, in any order. */
const history = fc
  .record({
    payments: fc.tuple(...payments),
    // Refunds by staff are of one payment; which one, only the settling decides, so try each.
    refunded: fc.constantFrom('pi_1', 'pi_1', 'pi_1', 'pi_2'),
    paysFirst: fc.constantFrom(true, true, false),
    story: refundStory,
    others: fc.array(others, { maxLength: 8 }),
  })
  .chain(({ payments: facts, refunded, story, others: rest, paysFirst }) => {
    const events: Event[] = [
      ...facts.map(
        ({ id, amount, currency, session }) =>
          (life: Life) =>
            life.capture(id, amount, currency, session),
      ),
      ...story.news.map(
        ({ id, news }) =>
          (life: Life) =>
            life.refund(id, { ...news, paymentId: refunded }),
      ),
    ];
    const all = [...events, ...events, ...rest];
    const told = fc.shuffledSubarray(all, { minLength: all.length });
    const first: Event[] = paysFirst ? [(life) => life.capture('pi_1', TOTAL, 'usd', 'cs_1')] : [];
    return told.map((some) => ({ refunded, story, events: [...first, ...some] }));
  });

describe('the life of an order, whatever happens to it in whatever order', () => {
  it('is PAID only by a payment of exactly its amount, and never gives back more than that', () => {
    fc.assert(
      fc.property(history, ({ events }) => {
        const life = new Life();
        // Every step checks what must always hold.
        for (const event of events) event(life);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets every captured payment either pay or go back, and never both', () => {
    fc.assert(
      fc.property(history, ({ events }) => {
        const life = new Life();
        for (const event of events) event(life);
        for (const paymentId of life.captured.keys()) {
          const verdicts = [...(life.verdicts.get(paymentId) ?? [])];
          expect(verdicts).toEqual([life.order.paymentId === paymentId ? 'paid' : 'rejected']);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('ends CANCELLED for good, and leaves REFUNDED only to where it stood before, by a refund that failed', () => {
    fc.assert(
      fc.property(history, ({ events }) => {
        const life = new Life();
        for (const event of events) event(life);
        life.seen.forEach((status, n) => {
          const next = life.seen[n + 1];
          if (status === 'CANCELLED') expect(next).toBeUndefined();
          if (status === 'REFUNDED' && next) expect(next).toBe(life.seen[n - 1]);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('has given back in the end exactly what its refunds say', () => {
    fc.assert(
      fc.property(history, ({ events, refunded, story }) => {
        const life = new Life();
        for (const event of events) event(life);
        life.reckon();
        expect(life.order.refundedAmount).toBe(life.order.paymentId === refunded ? story.went : 0);
      }),
      { numRuns: 1_000 },
    );
  });
});
