import { currencies } from '@orderwire/contracts/currencies';
import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { storedValue } from '../stored-value';
import { currenciesQuery } from './queries';

/** The default of the API. */
const DEFAULT = 'usd';

const chosen = storedValue('currency', (stored) =>
  typeof stored === 'string' && currencies.includes(stored) ? stored : undefined,
);

export const chooseCurrency = (currency: string): void => chosen.set(currency);

/**
 * The currency of all prices: the chosen one, else US dollars where products are sold in them, else
 * that of most products. An order has one currency.
 */
export function useCurrency(): { currency: string; options: readonly string[]; isSettled: boolean } {
  const stored = useSyncExternalStore(chosen.subscribe, chosen.get);
  const { data: known = [], isPending } = useQuery(currenciesQuery);
  const fallback = known.includes(DEFAULT) ? DEFAULT : (known[0] ?? DEFAULT);
  const currency = stored ?? fallback;
  const options = known.includes(currency) ? known : [currency, ...known];
  return { currency, options, isSettled: stored !== undefined || !isPending };
}
