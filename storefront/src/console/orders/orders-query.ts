import type { OrderPage } from '@orderwire/contracts';
import { api } from '../../api/client';
import { ordersFilter } from './orders-filter';
import type { OrdersSearch } from './orders-search';

/** Rows per page of the list: the largest page of the API, so that scrolling waits less. */
const LIMIT = 100;

/** The list of orders by its filters. */
export const ordersList = (search: OrdersSearch) => ({
  queryKey: ['orders', 'list', search],
  fetchPage: (cursor: string | undefined, signal: AbortSignal) =>
    api.get<OrderPage>('/orders', { ...ordersFilter(search), cursor, limit: LIMIT }, signal),
  rowId: ({ id }: { id: string }) => id,
});
