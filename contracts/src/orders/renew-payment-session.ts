import { rpc } from '../contract.js';
import { PaymentSessionView } from '../payments/payment-session-view.js';
import { OrderRequest } from './get-order.js';

/**
 * A new Checkout link for an order that waits for its money; the old link is expired at Stripe first.
 * Faults: orders.not_found, orders.not_payable, payments.already_paid, products.not_sellable when the hold could not be kept.
 */
export const RenewPaymentSession = rpc('orders.renew_payment_session', OrderRequest, PaymentSessionView, {
  access: 'anyone',
  timeoutMs: 10_000,
});
