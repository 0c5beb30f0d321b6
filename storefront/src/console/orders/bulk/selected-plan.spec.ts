import { describe, expect, it } from '@jest/globals';
import type { OrderView } from '@orderwire/contracts';
import { planOf } from './selected-plan';

const order = (change: Partial<OrderView>): OrderView =>
  ({
    id: '019a0000-0000-7000-8000-000000000002',
    status: 'PAID',
    currency: 'eur',
    totalAmount: 1_000,
    refundedAmount: 0,
    paymentId: 'pi_1',
    email: null,
    createdAt: '2026-11-01T12:00:00Z',
    ...change,
  }) as OrderView;

describe('an action on selected orders', () => {
  it('cancels only unpaid orders and says why it skips the others', () => {
    const plan = planOf([order({ status: 'PENDING' }), order({}), order({})], 'cancel');
    expect(plan).toMatchObject({
      matching: 3,
      applicable: 1,
      skips: [{ reason: 'orders.not_cancellable', count: 2 }],
    });
  });

  it('refunds what is left, per currency, and skips free and refunded orders', () => {
    const plan = planOf(
      [
        order({ refundedAmount: 300, refundPendingAmount: 200 }),
        order({ currency: 'usd' }),
        order({ paymentId: null, totalAmount: 0 }),
        order({ status: 'REFUNDED', refundedAmount: 1_000 }),
      ],
      'refund',
    );
    expect(plan.amounts).toEqual([
      { currency: 'eur', amount: 500 },
      { currency: 'usd', amount: 1_000 },
    ]);
    expect(plan.skips).toEqual([{ reason: 'orders.not_refundable', count: 2 }]);
  });
});
