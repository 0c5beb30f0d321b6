import { chargeStepOf, MAX_AMOUNT, type OrderLine, TotalOutOfRange } from '@orderwire/contracts';
import type { Line } from './order.js';

/** Adds up lines of the same product, in the order in which each product was first named. */
export function addUp(items: readonly OrderLine[]): OrderLine[] {
  const units = new Map<string, number>();
  for (const { productId, quantity } of items) units.set(productId, (units.get(productId) ?? 0) + quantity);
  return [...units].map(([productId, quantity]) => ({ productId, quantity }));
}

/**
 * What the lines cost together, in minor units, and how many units they are. Throws orders.total_out_of_range when that is zero,
 * more than can be charged in one go, or no multiple of what the currency is charged in (KWD: 10 fils). Exact for every input the
 * contracts let through: it stops adding at the limit, and one line (99,999,999 × 99,900) is still far below 2^53.
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
      throw TotalOutOfRange({ totalAmount: sum(lines), currency, max: MAX_AMOUNT });
    // Each line is charged by its unit: a total that is right by chance does not help.
    if (unitAmount % multipleOf !== 0)
      throw TotalOutOfRange({ totalAmount: sum(lines), currency, max: MAX_AMOUNT, multipleOf });
  }
  if (totalAmount === 0) throw TotalOutOfRange({ totalAmount, currency, max: MAX_AMOUNT });
  return { totalAmount, totalItems };
}

/** For people: 100 lines of the largest amount are beyond 2^53, so this one is summed without a limit. */
const sum = (lines: readonly Pick<Line, 'unitAmount' | 'quantity'>[]): number =>
  Number(lines.reduce((total, line) => total + BigInt(line.unitAmount) * BigInt(line.quantity), 0n));
