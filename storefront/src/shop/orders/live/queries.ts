import type { OrderDocuments, OrderPage, OrderView, PaymentSessionView } from '@orderwire/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { readTimeline } from '../../../api/timeline';
import { readConsistently } from './order-state';

const pathOf = (orderId: string): string => `/orders/${encodeURIComponent(orderId)}`;

export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId, 'state'],
    queryFn: ({ signal }) =>
      readConsistently(async () => {
        const [timeline, order] = await Promise.all([
          readTimeline(orderId, signal),
          api.get<OrderView>(pathOf(orderId), undefined, signal),
        ]);
        return { order, timeline };
      }),
    staleTime: 0,
  });

/** Invoice and credit notes. Empty until the order is paid. */
export const documentsQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId, 'documents'],
    queryFn: ({ signal }) => api.get<OrderDocuments>(`${pathOf(orderId)}/invoices`, undefined, signal),
  });

/** The orders of the account, newest first. */
export const ordersQuery = (accountId: string) =>
  infiniteQueryOptions({
    queryKey: ['orders', accountId],
    queryFn: ({ pageParam, signal }) =>
      api.get<OrderPage>('/orders', { cursor: pageParam, limit: 20 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
  });

export const openPaymentSession = (orderId: string) =>
  api.post<PaymentSessionView>(`${pathOf(orderId)}/payment-session`);

export const cancelOrder = (orderId: string) => api.post<OrderView>(`${pathOf(orderId)}/cancel`);
