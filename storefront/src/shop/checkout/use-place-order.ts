import type { CreateOrderRequest } from '@orderwire/contracts';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Problem } from '../../api/problem';
import { queryClient } from '../../api/query-client';
import { removeFromBasket } from '../basket/basket';
import { changeBasket } from '../basket/use-basket';
import { forgetDraft } from './checkout-form';
import { forgetAttempt, placeOrder } from './placing';

/**
 * Places the order and continues at the payment page. The page of the order takes the place of the
 * checkout in the history: the Back button leads to the order, not to a second one.
 */
export function usePlaceOrder() {
  const navigate = useNavigate();
  const finish = async ({ items }: CreateOrderRequest) => {
    forgetAttempt();
    forgetDraft();
    // What another tab has added since stays.
    changeBasket((basket) => removeFromBasket(basket, ...items.map(({ productId }) => productId)));
    await queryClient.invalidateQueries({ queryKey: ['orders'] });
  };
  const openOrder = (orderId: string) =>
    navigate({ to: '/orders/$orderId', params: { orderId }, replace: true });
  return useMutation({
    mutationFn: placeOrder,
    onSuccess: async ({ order, paymentSession }, request) => {
      await finish(request);
      if (!paymentSession) return openOrder(order.id);
      // Without the router, which would render the order for a moment.
      History.prototype.replaceState.call(history, history.state, '', `/orders/${order.id}`);
      location.assign(paymentSession.url);
    },
    onError: async (error, request) => {
      // The order was created, and only its payment page is missing: it can be opened from the order.
      const orderId = error instanceof Problem ? error.details['orderId'] : undefined;
      if (typeof orderId !== 'string') return;
      await finish(request);
      await openOrder(orderId);
    },
  });
}
