import { chargeStepOf, MAX_AMOUNT, type OrderLine, TotalOutOfRange } from '@orderwire/contracts';
import type { Line } from '../lifecycle/order.js';

/** Units per product, in the order in which the products first appear. */
export function unitsByProduct(lines: readonly OrderLine[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + quantity);
  return units;
}

/** One line per product. */
export const mergeLines = (items: readonly OrderLine[]): OrderLine[] =>
  [...unitsByProduct(items)].map(([productId, quantity]) => ({ productId, quantity }));

/**
 * Sum of the lines in minor units, and the number of units. Throws orders.total_out_of_range when
 * the sum is zero, exceeds the maximum charge, or a price is no multiple of the currency's charge
 * step (KWD: 10 fils). Exact for every input that the contracts allow: it stops at the maximum,
 * and one line (99,999,999 × 99,900) is far below 2^53.
 */
export function totalOf(
  lines: readonly Pick<Line, 'unitAmount' | 'quantity'>[],
  currency: string,
): { totalAmount: number; totalItems: number } {
  let totalAmount = 0;
  let totalItems = 0;
  const multipleOf = chargeStepOf(currency);
  for (const { unitAmount, quantity } of lines) {
    totalAmount += unitAmount * quantity;
    totalItems += quantity;
    if (totalAmount > MAX_AMOUNT)
      throw TotalOutOfRange({ totalAmount: exactSum(lines), currency, max: MAX_AMOUNT });
    // Stripe charges each line by its unit price, so the step holds for units, not for the total.
    if (unitAmount % multipleOf !== 0)
      throw TotalOutOfRange({ totalAmount: exactSum(lines), currency, max: MAX_AMOUNT, multipleOf });
  }
  if (totalAmount === 0) throw TotalOutOfRange({ totalAmount, currency, max: MAX_AMOUNT });
  return { totalAmount, totalItems };
}

/** For the fault's details: 100 lines of the largest amount exceed 2^53. */
const exactSum = (lines: readonly Pick<Line, 'unitAmount' | 'quantity'>[]): number =>
  Number(lines.reduce((total, line) => total + BigInt(line.unitAmount) * BigInt(line.quantity), 0n));
