import { decimalsOf } from '@orderwire/contracts';

/**
 * An amount as e-invoices have it: a decimal number with two decimals. Charges and taxes in currencies
 * with three decimals are multiples of 10; any other amount keeps its third decimal.
 */
export function decimal(amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  return fixed(BigInt(amount), decimals, amount % 10 === 0 ? Math.min(decimals, 2) : decimals);
}

/** The net price of one unit, exact to six decimals more than the minor unit. */
export function unitPrice(netAmount: number, quantity: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const scaled = (BigInt(netAmount) * 2_000_000n + BigInt(quantity)) / (2n * BigInt(quantity));
  return fixed(scaled, decimals + 6, 0)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

function fixed(value: bigint, scale: number, decimals: number): string {
  const digits = value.toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const rest = digits.slice(digits.length - scale);
  const kept = decimals > 0 ? rest.slice(0, Math.max(decimals, 0)) : rest;
  return kept === '' ? whole : `${whole}.${kept}`;
}
