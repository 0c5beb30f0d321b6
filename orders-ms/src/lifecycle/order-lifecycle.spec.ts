import { describe, expect, it } from '@jest/globals';
import type { OrderStatus } from '@orderwire/contracts';
import fc from 'fast-check';
import { isCurrentSession, decidePayment, exhaustsSession } from '../payment/payment-decision.js';
import {
  applyRefundUpdate,
  EPOCH,
  type OrderTotals,
  recalculate,
  type Refund,
  type RefundUpdate,
} from '../refunds/refund.js';
import { manualTransitions } from './order-status.js';

const TOTAL = 10;

/** An order as the services store it, with the decision about each of its payments. */
class OrderHistory {
  order: OrderTotals & { sessionId: string | null; currency: string } = {
    status: 'PENDING',
    totalAmount: TOTAL,
    currency: 'usd',
    paymentId: null,
    sessionId: 'cs_1',
    refundedAmount: 0,
    statusBeforeRefund: null,
  };
  readonly captured = new Map<string, number>();
  readonly decisions = new Map<string, Set<'paid' | 'rejected'>>();
  readonly refunds = new Map<string, Refund>();
  readonly statuses: OrderStatus[] = ['PENDING'];

  capture(paymentId: string, amount: number, currency: string, sessionId: string): void {
    this.captured.set(paymentId, amount);
    const { outcome } = decidePayment(this.order, { paymentId, amount, currency });
    if (outcome === 'already_paid') return;
    this.decisions.set(paymentId, (this.decisions.get(paymentId) ?? new Set()).add(outcome));
    if (outcome === 'paid') this.update({ ...this.order, status: 'PAID', paymentId });
    else if (exhaustsSession(this.order, sessionId)) this.update({ ...this.order, status: 'CANCELLED' });
  }

  endSession(sessionId: string): void {
    if (isCurrentSession(this.order, sessionId)) this.update({ ...this.order, status: 'CANCELLED' });
  }

  /** The payment of a session failed: a new session can be requested. */
  failSession(sessionId: string): void {
    if (isCurrentSession(this.order, sessionId)) this.update({ ...this.order, sessionId: null });
  }

  cancel(): void {
    if (this.order.status === 'PENDING') this.update({ ...this.order, status: 'CANCELLED' });
  }

  /** A new session, or null while it is being opened. */
  renewSession(sessionId: string | null): void {
    if (this.order.status === 'PENDING') this.update({ ...this.order, sessionId });
  }

  changeStatus(to: OrderStatus): void {
    if (to !== 'CANCELLED' && manualTransitions(this.order.status).includes(to))
      this.update({ ...this.order, status: to });
  }

  refund(id: string, update: RefundUpdate): void {
    const unknown: Refund = {
      id,
      orderId: 'o',
      paymentId: update.paymentId,
      amount: update.amount,
      status: 'requested',
      reason: 'duplicate',
      automatic: false,
      restock: [],
      failure: null,
      reportedAt: EPOCH,
      requestRecorded: false,
      published: false,
    };
    this.refunds.set(id, applyRefundUpdate(this.refunds.get(id) ?? unknown, update));
    this.recalculate();
  }

  recalculate(): void {
    this.update({ ...this.order, ...recalculate(this.order, [...this.refunds.values()]) });
  }

  private update(order: OrderHistory['order']): void {
    if (order.status !== this.order.status) this.statuses.push(order.status);
    this.order = order;
    this.checkInvariants();
  }

  private checkInvariants(): void {
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

type Step = (history: OrderHistory) => void;

/** The facts of a payment are the same in every event about it. The first payment is correct. */
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

/**
 * Refunds of one payment as payments-ms allows them: together they never exceed the captured
 * amount.
 */
const refundUpdates = fc
  .array(
    fc.record({
      outcome: fc.constantFrom(
        'succeeds',
        'succeeds',
        'fails',
        'fails later',
        'stays pending',
        'refused, but succeeded',
      ),
      amount: fc.constantFrom(TOTAL, TOTAL, 6, 4),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((requests) => {
    const updates: { id: string; update: Omit<RefundUpdate, 'paymentId'> }[] = [];
    let [succeeded, pending, seconds] = [0, 0, 0];
    requests.forEach(({ outcome, amount }, n) => {
      if (succeeded + pending + amount > TOTAL) return;
      const refused = outcome === 'refused, but succeeded';
      const report = (status: RefundUpdate['status'], at: Date | null = new Date(seconds++ * 1_000)) =>
        updates.push({
          id: `re_${n}`,
          update: { status, amount, failure: status === 'failed' ? 'lost' : null, at },
        });
      report('pending');
      if (outcome === 'stays pending') pending += amount;
      if (outcome === 'succeeds' || refused) succeeded += amount;
      // Our own conclusion from a fault of payments-ms.
      if (refused || outcome === 'fails') report('failed', null);
      if (refused) report('failed');
      if (outcome === 'succeeds' || outcome === 'fails later' || refused) report('succeeded');
      if (outcome === 'fails' || outcome === 'fails later') report('failed');
    });
    return { succeeded, updates };
  });

const otherSteps: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom('cs_0', 'cs_1', 'cs_2').map((id) => (history: OrderHistory) => history.endSession(id)),
  fc.constantFrom('cs_0', 'cs_1', 'cs_2').map((id) => (history: OrderHistory) => history.failSession(id)),
  fc.constantFrom(null, 'cs_1', 'cs_2').map((id) => (history: OrderHistory) => history.renewSession(id)),
  fc
    .constantFrom<OrderStatus>('PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED')
    .map((to) => (history: OrderHistory) => history.changeStatus(to)),
  fc.constant((history: OrderHistory) => history.cancel()),
);

/** Any history, in any order, with every payment and refund event repeated. */
const anyHistory = fc
  .record({
    payments: fc.tuple(...payments),
    // All refunds are of one payment. Which payment pays depends on the order of events.
    refunded: fc.constantFrom('pi_1', 'pi_1', 'pi_1', 'pi_2'),
    paysFirst: fc.constantFrom(true, true, false),
    refunds: refundUpdates,
    others: fc.array(otherSteps, { maxLength: 8 }),
  })
  .chain(({ payments: captures, refunded, refunds, others, paysFirst }) => {
    const events: Step[] = [
      ...captures.map(
        ({ id, amount, currency, session }): Step =>
          (history) =>
            history.capture(id, amount, currency, session),
      ),
      ...refunds.updates.map(
        ({ id, update }): Step =>
          (history) =>
            history.refund(id, { ...update, paymentId: refunded }),
      ),
    ];
    const all = [...events, ...events, ...others];
    const first: Step[] = paysFirst ? [(history) => history.capture('pi_1', TOTAL, 'usd', 'cs_1')] : [];
    return fc
      .shuffledSubarray(all, { minLength: all.length })
      .map((steps) => ({ refunded, refunds, steps: [...first, ...steps] }));
  });

describe('order lifecycle, for any events in any order', () => {
  it('becomes PAID only by a payment of exactly its amount, and never refunds more', () => {
    fc.assert(
      fc.property(anyHistory, ({ steps }) => {
        const history = new OrderHistory();
        // Every step checks the invariants.
        for (const step of steps) step(history);
      }),
      { numRuns: 1_000 },
    );
  });

  it('accepts or rejects every captured payment, never both', () => {
    fc.assert(
      fc.property(anyHistory, ({ steps }) => {
        const history = new OrderHistory();
        for (const step of steps) step(history);
        for (const paymentId of history.captured.keys()) {
          const decisions = [...(history.decisions.get(paymentId) ?? [])];
          expect(decisions).toEqual([history.order.paymentId === paymentId ? 'paid' : 'rejected']);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('never leaves CANCELLED, and leaves REFUNDED only to its status before, by a failed refund', () => {
    fc.assert(
      fc.property(anyHistory, ({ steps }) => {
        const history = new OrderHistory();
        for (const step of steps) step(history);
        history.statuses.forEach((status, n) => {
          const next = history.statuses[n + 1];
          if (status === 'CANCELLED') expect(next).toBeUndefined();
          if (status === 'REFUNDED' && next) expect(next).toBe(history.statuses[n - 1]);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('ends with exactly the refunded amount of its refunds', () => {
    fc.assert(
      fc.property(anyHistory, ({ steps, refunded, refunds }) => {
        const history = new OrderHistory();
        for (const step of steps) step(history);
        history.recalculate();
        const expected = history.order.paymentId === refunded ? refunds.succeeded : 0;
        expect(history.order.refundedAmount).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});
