import { currencyRules } from './currencies.js';
import { TotalOutOfRange } from './orders/faults.js';

/** A line of an order. */
interface PricedLine {
  /** Minor units. */
  readonly unitAmount: number;
  readonly quantity: number;
}

/**
 * Sum of the lines and of the tax that is added to them, in minor units, and the number of units. Zero
 * is free. Throws
 * orders.total_out_of_range when Stripe would refuse the charge: the sum is below the currency's
 * minimum or above its maximum, or a price is no multiple of its step (Stripe charges each line by
 * its unit price). Exact for every input that the contracts allow, since it stops at the maximum.
 */
export function totalOf(
  lines: readonly PricedLine[],
  currency: string,
  addedTax = 0,
): { totalAmount: number; totalItems: number } {
  const { minimum: min, maximum: max, step } = currencyRules(currency);
  let totalAmount = addedTax;
  let totalItems = 0;
  for (const { unitAmount, quantity } of lines) {
    totalAmount += unitAmount * quantity;
    totalItems += quantity;
    const wrongStep = unitAmount % step !== 0;
    if (totalAmount > max || wrongStep)
      throw TotalOutOfRange({
        totalAmount: exactSum(lines, addedTax),
        currency,
        min,
        max,
        ...(wrongStep && { multipleOf: step }),
      });
  }
  if (totalAmount > 0 && totalAmount < min) throw TotalOutOfRange({ totalAmount, currency, min, max });
  return { totalAmount, totalItems };
}

/** For the fault's details: 100 lines of the largest amount exceed 2^53. */
const exactSum = (lines: readonly PricedLine[], addedTax: number): number =>
  Number(
    lines.reduce((total, line) => total + BigInt(line.unitAmount) * BigInt(line.quantity), BigInt(addedTax)),
  );
