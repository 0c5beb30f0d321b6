import { describe, expect, it } from '@jest/globals';
import { orderStatuses } from '@orderwire/contracts';
import fc from 'fast-check';
import { type Payable, type Payment, settle } from './settle.js';

const money = { amount: fc.integer({ min: 1, max: 3 }), currency: fc.constantFrom('usd', 'eur') };
const payment: fc.Arbitrary<Payment> = fc.record({ paymentId: fc.constantFrom('pi_1', 'pi_2'), ...money });
const order: fc.Arbitrary<Payable> = fc
  .record({ status: fc.constantFrom(...orderStatuses), totalAmount: money.amount, currency: money.currency })
  .chain((fields) => {
    const unpaid = fields.status === 'PENDING' || fields.status === 'CANCELLED';
    return fc
      .constantFrom(...(unpaid ? [null] : ['pi_1', 'pi_2']))
      .map((paymentId) => ({ ...fields, paymentId }));
  });
const waiting: Payable = { status: 'PENDING', totalAmount: 2_500, currency: 'usd', paymentId: null };
const exact: Payment = { paymentId: 'pi_1', amount: 2_500, currency: 'usd' };

describe('whether a payment pays an order', () => {
  it('is yes only for a waiting order and exactly its amount and currency', () => {
    fc.assert(
      fc.property(order, payment, (order, payment) => {
        const pays =
          order.status === 'PENDING' &&
          order.totalAmount === payment.amount &&
          order.currency === payment.currency;
        expect(settle(order, payment).outcome === 'paid').toBe(pays);
      }),
    );
  });

  it('is decided once: after any row of payments at most one counts, and repeating them changes nothing', () => {
    fc.assert(
      fc.property(order, fc.array(payment, { maxLength: 10 }), (start, payments) => {
        let current = start;
        let counted = 0;
        for (const payment of [...payments, ...payments]) {
          if (settle(current, payment).outcome !== 'paid') continue;
          counted++;
          current = { ...current, status: 'PAID', paymentId: payment.paymentId };
        }
        expect(counted).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each(['PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED'] as const)(
    'is nothing new when the same payment paid the order that is %s now',
    (status) => {
      expect(settle({ ...waiting, status, paymentId: 'pi_1' }, exact)).toEqual({ outcome: 'already_paid' });
      expect(settle({ ...waiting, status, paymentId: 'pi_2' }, exact)).toEqual({
        outcome: 'rejected',
        reason: 'paid_by_another',
      });
    },
  );

  it.each([
    ['unknown_order', undefined, exact],
    ['cancelled', { ...waiting, status: 'CANCELLED' as const }, exact],
    ['amount_differs', waiting, { ...exact, amount: 2_501 }],
    ['currency_differs', waiting, { ...exact, currency: 'eur' }],
  ])('says %s when that is why not', (reason, order, payment) => {
    expect(settle(order, payment)).toEqual({ outcome: 'rejected', reason });
  });
});
