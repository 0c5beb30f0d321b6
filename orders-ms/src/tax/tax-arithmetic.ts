import { HUNDRED_PERCENT } from './tax-rates.js';

/** Percentages are in 1/10000 %. */
const hundredPercent = BigInt(HUNDRED_PERCENT);

/** The nearest integer to a quotient of numbers that are not negative; a half rounds up. */
const roundHalfUp = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor);

/** The price without a tax of `percentage` that it includes, rounded half up to the charge step. */
export function withoutTax(price: number, percentage: number, step: number): number {
  const divisor = (hundredPercent + BigInt(percentage)) * BigInt(step);
  return Number(roundHalfUp(BigInt(price) * hundredPercent, divisor)) * step;
}

/**
 * The taxes of amounts that are taxed together, multiples of the charge step. The tax of their sum is
 * rounded half up, and the taxes of the amounts add up to it exactly: each is rounded down, and the
 * largest remainders, the first of equal ones, get one step more.
 */
export function taxesOf(
  amounts: readonly bigint[],
  { percentage, inclusive }: { percentage: number; inclusive: boolean },
  step: number,
): bigint[] {
  const rate = BigInt(percentage);
  const divisor = (inclusive ? hundredPercent + rate : hundredPercent) * BigInt(step);
  const dividends = amounts.map((amount) => amount * rate);
  const steps = dividends.map((dividend) => dividend / divisor);
  const missing = roundHalfUp(sum(dividends), divisor) - sum(steps);
  const remainder = (n: number): bigint => dividends[n]! % divisor;
  const byRemainder = [...amounts.keys()].sort((a, b) => Number(remainder(b) - remainder(a)) || a - b);
  for (const n of byRemainder.slice(0, Number(missing))) steps[n]! += 1n;
  return steps.map((count) => count * BigInt(step));
}

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);
