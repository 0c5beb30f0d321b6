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
 * Places the order, opens its page in place of the checkout, and continues at the payment page: the
 * Back button of the browser then leads to the order, not to a second one.
 */
export function usePlaceOrder() {
  const navigate = useNavigate();
  const openOrder = async (orderId: string, { items }: CreateOrderRequest) => {
    forgetAttempt();
    forgetDraft();
    // What another tab has added since stays.
    changeBasket((basket) => removeFromBasket(basket, ...items.map(({ productId }) => productId)));
    await queryClient.invalidateQueries({ queryKey: ['orders'] });
    await navigate({ to: '/orders/$orderId', params: { orderId }, replace: true });
  };
  return useMutation({
    mutationFn: placeOrder,
    onSuccess: async ({ order, paymentSession }, request) => {
      await openOrder(order.id, request);
      if (paymentSession) location.assign(paymentSession.url);
    },
    onError: async (error, request) => {
      // The order was created, and only its payment page is missing: it can be opened from the order.
      const orderId = error instanceof Problem ? error.details['orderId'] : undefined;
      if (typeof orderId === 'string') await openOrder(orderId, request);
    },
  });
}
