import type { ProductPage, ProductView } from '@orderwire/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { ProductSearch } from './product-search';

/** Products of one request: full rows of two, three and four. */
const PAGE = 24;

/** The products that have a price in `currency`, newest first. */
export const productsQuery = ({ q, min, max, available }: ProductSearch, currency: string) =>
  infiniteQueryOptions({
    queryKey: ['products', currency, { q, min, max, available }],
    queryFn: ({ pageParam, signal }) =>
      api.get<ProductPage>(
        '/products',
        { search: q, minPrice: min, maxPrice: max, available, currency, cursor: pageParam, limit: PAGE },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
    staleTime: 30_000,
  });

export const productQuery = (productId: string) =>
  queryOptions({
    queryKey: ['product', productId],
    queryFn: ({ signal }) =>
      api.get<ProductView>(`/products/${encodeURIComponent(productId)}`, undefined, signal),
  });

/** The currencies in which the newest products are sold, those of most products first. */
export const currenciesQuery = queryOptions({
  queryKey: ['currencies'],
  queryFn: async ({ signal }) =>
    currenciesOf((await api.get<ProductPage>('/products', { limit: 100 }, signal)).data),
  staleTime: 600_000,
});

export function currenciesOf(products: readonly Pick<ProductView, 'prices'>[]): string[] {
  const counts = new Map<string, number>();
  for (const { prices } of products)
    for (const { currency } of prices) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([currency]) => currency);
}
