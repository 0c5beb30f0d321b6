import { describe, expect, it } from '@jest/globals';
import type { OrderLineView, TimelineEntry, TimelineStep } from '@orderwire/contracts';
import { amountOf, computedAmount, refundsOf, restockLeft } from './refund-plan';

const line = (change: Partial<OrderLineView> = {}): OrderLineView => ({
  productId: 'mug',
  name: 'Mug',
  unitAmount: 333,
  quantity: 3,
  amount: 999,
  ...change,
});

const entry = (step: TimelineStep, details: Record<string, unknown>): TimelineEntry => ({
  id: step,
  step,
  at: '2026-11-01T12:00:00Z',
  cause: 'orders.refund',
  correlationId: null,
  message: '',
  details: { refundId: 'r1', amount: 500, reason: 'duplicate', automatic: false, ...details },
});

describe('the amount of a refund', () => {
  it('includes taxes that the prices do not include', () => {
    const taxed = line({
      tax: { reason: 'standard_rated', percentage: 20, taxableAmount: 999, amount: 200 },
    });
    expect(amountOf(taxed, 3)).toBe(1199);
    expect(amountOf(taxed, 1)).toBe(400);
  });

  it('is never more than what is left', () => {
    expect(computedAmount({ items: [line()] }, { mug: 3 }, 700)).toBe(700);
    expect(computedAmount({ items: [line()] }, {}, 700)).toBe(0);
  });
});

describe('earlier refunds', () => {
  it('have the status of their last entry and the units of their first', () => {
    const restock = [{ productId: 'mug', quantity: 2 }];
    const refunds = refundsOf([entry('refund_requested', { restock }), entry('refunded', {})]);
    expect(refunds).toMatchObject([{ id: 'r1', amount: 500, status: 'succeeded', restock }]);
    expect(restockLeft(line(), refunds)).toBe(1);
  });

  it('take no units if they failed', () => {
    const restock = [{ productId: 'mug', quantity: 2 }];
    const refunds = refundsOf([entry('refund_requested', { restock }), entry('refund_failed', {})]);
    expect(restockLeft(line(), refunds)).toBe(3);
  });
});
