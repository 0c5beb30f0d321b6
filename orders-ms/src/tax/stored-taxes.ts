import type { LineTax, OrderTax } from '@orderwire/contracts';
import type { StoredLineTax } from './order-taxes.js';
import { percentageOf } from './tax-rates.js';

/** The tax of a line as callers and events see it. An order from before taxes has none. */
export const lineTaxView = (
  { taxReason, taxPercentage, taxableAmount, taxAmount }: StoredLineTax,
  amount: number,
): LineTax => ({
  reason: taxReason ?? 'not_subject_to_tax',
  percentage: percentageOf(taxPercentage ?? 0),
  taxableAmount: taxableAmount ?? amount,
  amount: taxAmount ?? 0,
});

/** The taxes of an order as callers see them. Those of an order from before taxes add up as well. */
export const taxViews = (taxes: OrderTax[] | null, totalAmount: number): OrderTax[] =>
  taxes ?? [
    {
      ...{ name: 'Tax', country: null, reason: 'not_subject_to_tax', percentage: 0, inclusive: false },
      ...{ taxableAmount: totalAmount, amount: 0 },
    },
  ];
