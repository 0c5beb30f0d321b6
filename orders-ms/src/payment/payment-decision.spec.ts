import { describe, expect, it } from '@jest/globals';
import { orderStatuses } from '@orderwire/contracts';
import fc from 'fast-check';
import { isCurrentSession, decidePayment, type PayableOrder, type Payment } from './payment-decision.js';

const price = { amount: fc.integer({ min: 1, max: 3 }), currency: fc.constantFrom('usd', 'eur') };
const payment: fc.Arbitrary<Payment> = fc.record({ paymentId: fc.constantFrom('pi_1', 'pi_2'), ...price });
const order: fc.Arbitrary<PayableOrder> = fc
  .record({ status: fc.constantFrom(...orderStatuses), totalAmount: price.amount, currency: price.currency })
  .chain((fields) => {
    const unpaid = fields.status === 'PENDING' || fields.status === 'CANCELLED';
    return fc
      .constantFrom(...(unpaid ? [null] : ['pi_1', 'pi_2']))
      .map((paymentId) => ({ ...fields, paymentId }));
  });
const pending: PayableOrder = { status: 'PENDING', totalAmount: 2_500, currency: 'usd', paymentId: null };
const exact: Payment = { paymentId: 'pi_1', amount: 2_500, currency: 'usd' };

describe('payment of an order', () => {
  it('is accepted only for a PENDING order, in exactly its amount and currency', () => {
    fc.assert(
      fc.property(order, payment, (order, payment) => {
        const pays =
          order.status === 'PENDING' &&
          order.totalAmount === payment.amount &&
          order.currency === payment.currency;
        expect(decidePayment(order, payment).outcome === 'paid').toBe(pays);
      }),
    );
  });

  it('is accepted at most once over any sequence of payments, however often they repeat', () => {
    fc.assert(
      fc.property(order, fc.array(payment, { maxLength: 10 }), (start, payments) => {
        let current = start;
        let accepted = 0;
        for (const payment of [...payments, ...payments]) {
          if (decidePayment(current, payment).outcome !== 'paid') continue;
          accepted++;
          current = { ...current, status: 'PAID', paymentId: payment.paymentId };
        }
        expect(accepted).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each(['PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED'] as const)(
    'is already known when the same payment paid the order, which is %s now',
    (status) => {
      expect(decidePayment({ ...pending, status, paymentId: 'pi_1' }, exact)).toEqual({
        outcome: 'already_paid',
      });
      expect(decidePayment({ ...pending, status, paymentId: 'pi_2' }, exact)).toEqual({
        outcome: 'rejected',
        reason: 'paid_by_another',
      });
    },
  );

  it('is accepted without money when a discount covers all of the total, and only then', () => {
    const free = { ...exact, amount: 0, discount: 2_500 };
    expect(decidePayment(pending, free)).toEqual({ outcome: 'paid' });
    expect(decidePayment(pending, { ...free, discount: 2_499 })).toMatchObject({ reason: 'amount_differs' });
    expect(decidePayment(pending, { ...free, discount: undefined })).toMatchObject({ outcome: 'rejected' });
  });

  it.each([
    ['unknown_order', undefined, exact],
    ['cancelled', { ...pending, status: 'CANCELLED' as const }, exact],
    ['amount_differs', pending, { ...exact, amount: 2_501 }],
    ['currency_differs', pending, { ...exact, currency: 'eur' }],
  ])('is rejected with reason %s', (reason, order, payment) => {
    expect(decidePayment(order, payment)).toEqual({ outcome: 'rejected', reason });
  });
});

describe('end of a payment session', () => {
  it('changes a PENDING order, and only if the session is its current one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...orderStatuses),
        fc.constantFrom(null, 'cs_1', 'cs_2'),
        fc.constantFrom('cs_1', 'cs_2'),
        (status, sessionId, ended) => {
          const changes = status === 'PENDING' && sessionId === ended;
          expect(isCurrentSession({ status, sessionId }, ended)).toBe(changes);
        },
      ),
    );
  });
});
