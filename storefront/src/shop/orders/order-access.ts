import { api } from '../../api/client';
import { Problem } from '../../api/problem';
import { queryClient } from '../../api/query-client';
import { forgetFragmentToken, fragmentToken } from '../fragment-token';

/**
 * Opens the order of a mail link: its order token becomes a cookie that scripts cannot read. An order
 * that stays closed is one that the page does not find.
 */
export async function openOrder(orderId: string): Promise<void> {
  // A link to an order is preloaded on other pages, too.
  const orderToken = fragmentToken(`/orders/${orderId}`);
  if (!orderToken) return;
  try {
    await api.post(`/orders/${encodeURIComponent(orderId)}/access`, { orderToken });
    forgetFragmentToken();
    await queryClient.invalidateQueries({ queryKey: ['order', orderId] });
  } catch (error) {
    if (!(error instanceof Problem) || error.isTemporary) throw error;
    forgetFragmentToken();
  }
}
