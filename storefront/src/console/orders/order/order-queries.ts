import type {
  MessagePage,
  OrderDocuments,
  OrderPayments,
  OrderReturns,
  OrderShipmentView,
  OrderView,
  ShipmentStatus,
  ShipmentView,
} from '@orderwire/contracts';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { Problem } from '../../../api/problem';
import { readTimeline } from '../../../api/timeline';

/** The timeline tells what changed; the rest is read again when it grows, and slowly besides. */
const LIVE_MS = 4_000;
const SLOW_MS = 15_000;

const path = (orderId: string, rest = '') => `/orders/${orderId}${rest}`;

/** Undefined instead of a 404: the order has none. */
async function orNone<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** All that the page of an order shows. Their keys begin with `orderKey`. */
export const orderKey = (orderId: string) => ['order', orderId] as const;

export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: [...orderKey(orderId), 'order'],
    queryFn: ({ signal }) => api.get<OrderView>(path(orderId), {}, signal),
    refetchInterval: SLOW_MS,
  });

export const timelineQuery = (orderId: string) =>
  queryOptions({
    queryKey: [...orderKey(orderId), 'timeline'],
    queryFn: ({ signal }) => readTimeline(orderId, signal),
    refetchInterval: LIVE_MS,
  });

export const paymentsQuery = (orderId: string) =>
  queryOptions({
    queryKey: [...orderKey(orderId), 'payments'],
    queryFn: ({ signal }) => api.get<OrderPayments>(path(orderId, '/payments'), {}, signal),
    refetchInterval: SLOW_MS,
  });

const isChanging = (status: ShipmentStatus | undefined): boolean =>
  status === 'pending' || status === 'voiding';

/** Null for an order without a shipment. */
export const shipmentQuery = (orderId: string) =>
  queryOptions({
    queryKey: [...orderKey(orderId), 'shipment'],
    queryFn: async ({ signal }) => {
      const found = await orNone(api.get<OrderShipmentView>(path(orderId, '/shipment'), {}, signal));
      return found && api.get<ShipmentView>(`/shipments/${found.id}`, {}, signal);
    },
    // What the carrier is asked for changes soon, without an entry in the timeline.
    refetchInterval: ({ state }) => (isChanging(state.data?.status) ? LIVE_MS : SLOW_MS),
  });

export const returnsQuery = (orderId: string) =>
  queryOptions({
    queryKey: [...orderKey(orderId), 'returns'],
    queryFn: ({ signal }) => api.get<OrderReturns>(path(orderId, '/returns'), {}, signal),
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ status }) => status === 'pending') ? LIVE_MS : SLOW_MS,
  });

export const documentsQuery = (orderId: string) =>
  queryOptions({
    queryKey: [...orderKey(orderId), 'documents'],
    queryFn: ({ signal }) => api.get<OrderDocuments>(path(orderId, '/invoices'), {}, signal),
    refetchInterval: SLOW_MS,
  });

export const messagesQuery = (orderId: string) =>
  queryOptions({
    queryKey: [...orderKey(orderId), 'messages'],
    queryFn: ({ signal }) => api.get<MessagePage>('/notifications/messages', { orderId, limit: 100 }, signal),
    refetchInterval: SLOW_MS,
  });
