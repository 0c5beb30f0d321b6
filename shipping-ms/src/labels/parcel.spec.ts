import { describe, expect, it } from '@jest/globals';
import type { Rate } from '../carrier/carrier-objects.js';
import { decideShipping, hasOneCurrency, rateFor } from './parcel.js';

const rate = (id: string, amount: number, deliveryDays: number | null): Rate => ({
  ...{ id, amount, deliveryDays, carrier: 'C', service: 'S', currency: 'usd' },
});

describe('a label is bought', () => {
  it.each([
    ['PAID', [], 'ship'],
    ['PAID', ['orders.refund_pending'], 'wait'],
    ['PAID', ['orders.dispute_lost'], 'end'],
    ['PENDING', [], 'wait'],
    ['REFUNDED', [], 'end'],
    ['CANCELLED', [], 'end'],
    ['SHIPPED', [], 'end'],
    ['DELIVERED', [], 'end'],
  ] as const)('for an order that is %s and blocked by %j: %s', (status, blockedBy, kind) => {
    expect(decideShipping(status, blockedBy).kind).toBe(kind);
  });
});

describe('the rate', () => {
  const rates = [rate('a', 500, 1), rate('b', 400, null), rate('c', 400, 5)];

  it('is the cheapest, and of these the fastest', () => {
    expect(rateFor({ rates, chosenRateId: null })?.id).toBe('c');
  });

  it('is never compared with one in another currency', () => {
    const yen = { ...rate('y', 90, 1), currency: 'jpy' };
    expect(rateFor({ rates: [...rates, yen], chosenRateId: null })?.id).toBe('c');
    expect([hasOneCurrency(rates), hasOneCurrency([...rates, yen])]).toEqual([true, false]);
  });

  it('is the one that staff chose', () => {
    expect(rateFor({ rates, chosenRateId: 'a' })?.id).toBe('a');
    expect(rateFor({ rates, chosenRateId: 'x' })).toBeUndefined();
  });
});
