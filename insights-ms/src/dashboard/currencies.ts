import type { Counted } from './figures-of-period.js';

type Row = Counted & { readonly currency: string; readonly ofPeriod: number };

/** The currencies with orders: those with the most orders in the period first, then those with the most ever. */
export const currenciesOf = (rows: readonly Row[]): string[] =>
  rows
    .filter(({ figure, count }) => figure === 'placed' && count > 0)
    .sort((a, b) => b.ofPeriod - a.ofPeriod || b.count - a.count || (a.currency < b.currency ? -1 : 1))
    .map(({ currency }) => currency);
