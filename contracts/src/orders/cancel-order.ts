import { IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsParagraph } from '../rules.js';
import { OrderRequest } from './order-request.js';
import { OrderView } from './order-view.js';
import { OrderNotFound, OrderNotCancellable } from './faults.js';
import { AttemptSuperseded } from '../payments/faults.js';
import { ExpirePaymentSession } from '../payments/expire-payment-session.js';

export class CancelOrderRequest extends OrderRequest {
  /** Of the shopper, who sees it in the timeline; of staff, for staff only. */
  @IsOptional()
  @IsParagraph(500)
  reason?: string;
}

export const CancelOrder = rpc('orders.cancel', {
  description:
    'Cancels an unpaid order. The payment session is expired at Stripe first, so that the order cannot be paid afterwards.',
  request: CancelOrderRequest,
  reply: OrderView,
  access: 'anyone',
  callers: ['client-gateway'],
  timeoutMs: 10_000,
  faults: [OrderNotFound, OrderNotCancellable, AttemptSuperseded, ...ExpirePaymentSession.faults],
  example: { orderId: '019a0000-0000-7000-8000-000000000002', reason: 'Ordered twice by mistake' },
});
