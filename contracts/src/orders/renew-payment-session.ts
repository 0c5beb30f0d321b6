import { rpc } from '../contract.js';
import { PaymentSessionView, CreatePaymentSession } from '../payments/create-payment-session.js';
import { OrderRequest } from './order-request.js';
import { NoMorePaymentSessions, OrderNotFound, OrderNotPayable, TooManyPaymentSessions } from './faults.js';
import { ValidateProducts } from '../products/validate-products.js';

export const RenewPaymentSession = rpc('orders.renew_payment_session', {
  description:
    'Opens a new payment session for an order that awaits payment. The previous session is expired at Stripe first. By default an order gets 10 sessions in an hour and 20 in all, and the last one ends 24 hours after it was placed; an order whose last session ends without a payment is cancelled. While a delayed payment is being processed no new session is needed, and none is opened.',
  request: OrderRequest,
  reply: PaymentSessionView,
  access: 'anyone',
  callers: ['client-gateway'],
  timeoutMs: 10_000,
  faults: [
    OrderNotFound,
    OrderNotPayable,
    TooManyPaymentSessions,
    NoMorePaymentSessions,
    ...ValidateProducts.faults,
    ...CreatePaymentSession.faults,
  ],
});
