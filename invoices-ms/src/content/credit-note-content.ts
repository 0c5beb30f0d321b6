import { currencyRules, type OrderTax } from '@orderwire/contracts';
import type { ContentLine, DocumentContent, Reference } from './content.js';

/** What an order was invoiced and credited so far. */
export interface Invoiced {
  readonly invoice: DocumentContent;
  /** Its credit notes that no debit note has taken back. */
  readonly credited: readonly DocumentContent[];
}

/**
 * The content of the credit note of a refund. The refund is spread over the taxes of the invoice in
 * proportion to what is left of each; the credit notes of a whole order add up to its invoice, to the
 * minor unit. Throws a RangeError when less is left than `amount`.
 */
export function creditNoteContent(
  { invoice, credited }: Invoiced,
  amount: number,
  refundedAt: string,
  refersTo: Reference,
): DocumentContent {
  const whole = credited.length === 0 && amount === invoice.totalAmount;
  const taxes = whole ? invoice.taxes : spread(remaining(invoice, credited), amount, invoice.currency);
  const taxAmount = sum(taxes.map((tax) => tax.amount));
  return {
    ...invoice,
    kind: 'credit_note',
    suppliedAt: refundedAt,
    lines: whole ? invoice.lines : taxes.map(lineOf),
    taxes,
    netAmount: amount - taxAmount,
    taxAmount,
    totalAmount: amount,
    refersTo,
  };
}

/** The content of the debit note that takes a credit note back. */
export const debitNoteContent = (
  creditNote: DocumentContent,
  failedAt: string,
  refersTo: Reference,
): DocumentContent => ({ ...creditNote, kind: 'debit_note', suppliedAt: failedAt, refersTo });

/** The taxes of the invoice, less those that were credited. */
function remaining(invoice: DocumentContent, credited: readonly DocumentContent[]): OrderTax[] {
  return invoice.taxes.map((tax) => {
    const same = credited.flatMap(({ taxes }) => taxes.filter((other) => keyOf(other) === keyOf(tax)));
    return {
      ...tax,
      taxableAmount: tax.taxableAmount - sum(same.map(({ taxableAmount }) => taxableAmount)),
      amount: tax.amount - sum(same.map((other) => other.amount)),
    };
  });
}

const keyOf = ({ reason, percentage, country, inclusive }: OrderTax): string =>
  `${reason} ${percentage} ${country} ${inclusive}`;

/** Parts of the taxes whose sums with tax are `amount`. */
function spread(taxes: readonly OrderTax[], amount: number, currency: string): OrderTax[] {
  const gross = taxes.map((tax) => tax.taxableAmount + tax.amount);
  const parts = inSteps(gross, amount, currencyRules(currency).step);
  return taxes.flatMap((tax, n) => {
    const part = parts[n] ?? 0;
    if (part === 0) return [];
    const taxPart = part === gross[n] ? tax.amount : taxOf(tax, part, currency);
    return [{ ...tax, taxableAmount: part - taxPart, amount: taxPart }];
  });
}

/** The tax in a part of an amount, rounded half up to the step of the currency. */
function taxOf({ taxableAmount, amount }: OrderTax, part: number, currency: string): number {
  const step = BigInt(currencyRules(currency).step);
  const total = BigInt(taxableAmount + amount) * step;
  const steps = (2n * BigInt(part) * BigInt(amount) + total) / (2n * total);
  return Math.min(Number(steps * step), amount, part);
}

/** {@link proportional} shares that are multiples of the step, as the weights and the amount are. */
function inSteps(weights: readonly number[], amount: number, step: number): number[] {
  if ([amount, ...weights].some((value) => value % step !== 0)) return proportional(weights, amount);
  const shares = proportional(
    weights.map((weight) => weight / step),
    amount / step,
  );
  return shares.map((share) => share * step);
}

/**
 * Shares of `amount` in proportion to the weights, each at most its weight (largest remainder).
 * Throws a RangeError when the weights are less than the amount.
 */
function proportional(weights: readonly number[], amount: number): number[] {
  const total = sum(weights);
  if (amount > total) throw new RangeError(`${amount} is more than the ${total} that is left`);
  const exact = weights.map((weight) => BigInt(weight) * BigInt(amount));
  const shares = exact.map((share) => Number(share / BigInt(Math.max(total, 1))));
  const byRemainder = exact
    .map((share, n) => ({ n, remainder: share % BigInt(Math.max(total, 1)) }))
    .sort((a, b) => (a.remainder === b.remainder ? a.n - b.n : a.remainder < b.remainder ? 1 : -1));
  let left = amount - sum(shares);
  for (const { n } of byRemainder) {
    if (left === 0) break;
    shares[n] = (shares[n] ?? 0) + 1;
    left -= 1;
  }
  return shares;
}

function lineOf(tax: OrderTax): ContentLine {
  const gross = tax.taxableAmount + tax.amount;
  const charged = tax.inclusive ? gross : tax.taxableAmount;
  const { reason, percentage, taxableAmount, amount } = tax;
  return {
    name: '',
    quantity: 1,
    unitAmount: charged,
    amount: charged,
    tax: { reason, percentage, taxableAmount, amount },
  };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
