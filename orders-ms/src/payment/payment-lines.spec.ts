import { describe, expect, it } from '@jest/globals';
import type { OrderTax } from '@orderwire/contracts';
import type { Line } from '../lifecycle/order.js';
import { paymentLines } from './payment-lines.js';

const line = (unitAmount: number, quantity = 1): Line => ({
  ...{ productId: 'p', name: `at ${unitAmount}`, unitAmount, quantity, imageUrl: null },
  ...{ taxReason: 'standard_rated', taxPercentage: 82_500, taxableAmount: unitAmount, taxAmount: 0 },
});
const tax = (percentage: number, amount: number, inclusive = false): OrderTax => ({
  ...{ name: 'Sales tax', country: 'US', reason: 'standard_rated', percentage, inclusive },
  ...{ taxableAmount: 1_000, amount },
});
const total = (lines: { unitAmount: number; quantity: number }[]) =>
  lines.reduce((sum, { unitAmount, quantity }) => sum + unitAmount * quantity, 0);

describe('the lines of a payment session', () => {
  it('are the products, and one line per added tax', () =>
    expect(paymentLines({ lines: [line(500, 2)], taxes: [tax(8.25, 83), tax(0, 0)] })).toEqual([
      { name: 'at 500', unitAmount: 500, quantity: 2, imageUrl: null },
      { name: 'Sales tax 8.25 %', unitAmount: 83, quantity: 1 },
    ]));

  it('are the products alone when their prices include the tax, or the order is from before taxes', () => {
    expect(paymentLines({ lines: [line(500)], taxes: [tax(19, 80, true)] })).toHaveLength(1);
    expect(paymentLines({ lines: [line(500)], taxes: null })).toHaveLength(1);
  });

  it('are at most 100, as Stripe wants, and still add up', () => {
    const lines = Array.from({ length: 100 }, (_, n) => line(n + 1, n + 1));
    const taxes = [tax(8.25, 83), tax(2, 21)];
    const shown = paymentLines({ lines, taxes });
    expect(shown).toHaveLength(100);
    expect(shown[97]).toEqual({
      name: '3 more products',
      unitAmount: 98 ** 2 + 99 ** 2 + 100 ** 2,
      quantity: 1,
    });
    expect(total(shown)).toBe(total(lines) + 83 + 21);
    expect(paymentLines({ lines, taxes: [] })).toHaveLength(100);
  });
});
