import type {
  OrderDocuments,
  OrderPage,
  OrderTimeline,
  OrderView,
  PaymentSessionView,
} from '@orderwire/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';

/** An order and the facts that explain it. */
export interface OrderState {
  readonly order: OrderView;
  readonly timeline: OrderTimeline;
}

const pathOf = (orderId: string): string => `/orders/${encodeURIComponent(orderId)}`;

/** Both are read together: the status and its explanation belong to the same moment. */
export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId, 'state'],
    queryFn: async ({ signal }): Promise<OrderState> => {
      const [timeline, order] = await Promise.all([
        api.get<OrderTimeline>(`${pathOf(orderId)}/timeline`, { limit: 100 }, signal),
        api.get<OrderView>(pathOf(orderId), undefined, signal),
      ]);
      return { order, timeline };
    },
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
