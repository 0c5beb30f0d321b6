import { rpc } from '../contract.js';
import { PaymentSessionView, CreatePaymentSession } from '../payments/create-payment-session.js';
import { OrderRequest } from './order-request.js';
import { OrderNotFound, OrderNotPayable } from './faults.js';
import { ValidateProducts } from '../products/validate-products.js';

export const RenewPaymentSession = rpc('orders.renew_payment_session', {
  description:
    'Opens a new payment session for an order that awaits payment. The previous session is expired at Stripe first.',
  request: OrderRequest,
  reply: PaymentSessionView,
  access: 'anyone',
  callers: ['client-gateway'],
  timeoutMs: 10_000,
  faults: [OrderNotFound, OrderNotPayable, ...ValidateProducts.faults, ...CreatePaymentSession.faults],
});
