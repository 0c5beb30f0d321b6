import type { Dashboard, TopProductOrder, TopProducts } from '@orderwire/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Period } from './period';

/** How often the figures are read again. */
const LIVE_MS = 30_000;

export const dashboardQuery = (period: Period, currency: string | undefined) =>
  queryOptions({
    queryKey: ['dashboard', period, currency],
    queryFn: ({ signal }) => api.get<Dashboard>('/insights/dashboard', { ...period, currency }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });

export const topProductsQuery = ({ from, to }: Period, currency: string | null, by: TopProductOrder) =>
  queryOptions({
    queryKey: ['dashboard', 'top-products', from, to, currency, by],
    queryFn: ({ signal }) =>
      api.get<TopProducts>('/insights/top-products', { from, to, currency, by, limit: 8 }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
