import { currencies } from '@orderwire/contracts/currencies';

/** The address of the product grid: everything that was typed or chosen. */
export interface ProductSearch {
  q?: string;
  /** Minor units of the currency. */
  min?: number;
  max?: number;
  available?: true;
  currency?: string;
}

const amount = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

/** Drops what is no valid value: addresses are typed by hand as well. */
export function parseProductSearch(search: Record<string, unknown>): ProductSearch {
  // The router reads a search for digits as a number.
  const q = ['string', 'number'].includes(typeof search['q']) ? String(search['q']).trim().slice(0, 200) : '';
  const min = amount(search['min']);
  const max = amount(search['max']);
  const currency = typeof search['currency'] === 'string' ? search['currency'].toLowerCase() : '';
  return {
    ...(q && { q }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(search['available'] === true && { available: true as const }),
    ...(currencies.includes(currency) && { currency }),
  };
}

/** Whether anything besides the text narrows the list down. */
export const hasFilters = ({ min, max, available }: ProductSearch): boolean =>
  min !== undefined || max !== undefined || available === true;
