import { formatAmount, numberFormat, type OrderView } from '@orderwire/contracts';
import type { SharedText } from './texts.js';

interface AmountLine {
  readonly label: string;
  readonly amount: string;
}

/** The taxes of an order as its mails show them. */
export interface TaxLines {
  /** Above the total. */
  readonly added: readonly AmountLine[];
  /** Below the total. */
  readonly included: readonly AmountLine[];
  /** Why the order has no tax, where the buyer has to know. */
  readonly notes: readonly string[];
}

/** A tax of zero is shown only where the law frees the supply. */
export function taxLines({ taxes, currency }: OrderView, labels: SharedText, locale: string): TaxLines {
  const percent = numberFormat(locale, { style: 'percent', maximumFractionDigits: 4 });
  const lines = (inclusive: boolean, word: string): AmountLine[] =>
    taxes
      .filter((tax) => tax.amount > 0 && tax.inclusive === inclusive)
      .map(({ name, percentage, amount }) => ({
        label: `${word} ${oneLine(name)} ${percent.format(percentage / 100)}`,
        amount: formatAmount(amount, currency, locale),
      }));
  return {
    added: lines(false, labels.taxAdded),
    included: lines(true, labels.taxIncluded),
    notes: taxes.flatMap(({ reason }) => labels.taxFree[reason] ?? []),
  };
}

/** A value that appears in a subject or a line of text: without control characters and line breaks. */
export const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
