import { useQueries } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { Problem } from '../../api/problem';
import { useCurrency } from '../catalogue/currency';
import { productQuery } from '../catalogue/queries';
import { storedValue } from '../stored-value';
import { type Basket, parseBasket } from './basket';
import { type KnownProduct, priceBasket, type PricedBasket } from './priced-basket';

const stored = storedValue('basket', parseBasket);

/** The basket of the browser: all tabs have the same. */
export const useBasket = (): Basket => useSyncExternalStore(stored.subscribe, stored.get);

export const currentBasket = stored.get;

/** Changes the basket as it is now, also by another tab. */
export const changeBasket = (change: (basket: Basket) => Basket): void => stored.set(change(stored.get()));

/** The basket with the names and prices of now: each product is read again. */
export function usePricedBasket(): PricedBasket & { retry: () => void } {
  const basket = useBasket();
  const { currency } = useCurrency();
  const results = useQueries({ queries: basket.map(({ productId }) => productQuery(productId)) });
  const known = results.map(({ data, error }): KnownProduct => {
    const removed = error instanceof Problem && error.status === 404;
    return { product: data, problem: removed ? 'removed' : error && !data ? 'failed' : undefined };
  });
  return {
    ...priceBasket(basket, known, currency),
    retry: () => results.forEach((result) => result.isError && void result.refetch()),
  };
}
