import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { PaymentSessionView } from '../payments/create-payment-session.js';
import { PaymentsUnavailable } from '../payments/faults.js';
import { Nullable } from '../rules.js';
import { OrderRequest } from './order-request.js';

export class LivePaymentSession {
  /** Null when the order has none that can be paid. */
  @Nullable()
  @ValidateNested()
  @Type(() => PaymentSessionView)
  paymentSession!: PaymentSessionView | null;
}

export const GetPaymentSession = rpc('orders.get_payment_session', {
  description:
    'The payment session in which a PENDING order can be paid now. It opens no session and changes no order.',
  request: OrderRequest,
  reply: LivePaymentSession,
  readOnly: true,
  access: 'service',
  callers: ['notifications-ms'],
  timeoutMs: 10_000,
  faults: [PaymentsUnavailable],
});
