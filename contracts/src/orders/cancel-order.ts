import { IsOptional, IsString } from 'class-validator';
import { rpc } from '../contract.js';
import { IsParagraph } from '../rules.js';
import { OrderRequest } from './order-request.js';
import { OrderView } from './order-view.js';
import { OrderNotFound, OrderNotCancellable } from './faults.js';
import { AlreadyPaid, AttemptSuperseded, PaymentRejected, PaymentsUnavailable } from '../payments/faults.js';

export class CancelOrderRequest extends OrderRequest {
  /** Of the shopper, who sees it in the timeline; of staff, for staff only. */
  @IsOptional()
  @IsParagraph(500)
  reason?: string;
}

/** The cancelled order. */
export class CancelledOrderView extends OrderView {
  /** English. Only while a payment was being processed: it is refunded when it arrives. */
  @IsOptional()
  @IsString()
  notice?: string;
}

export const CancelOrder = rpc('orders.cancel', {
  description:
    'Cancels an unpaid order. The payment session is expired at Stripe first, so that the order cannot be paid afterwards. A delayed payment that the bank is processing is refunded when it arrives: the `notice` of the reply says so.',
  request: CancelOrderRequest,
  reply: CancelledOrderView,
  access: 'anyone',
  callers: ['client-gateway'],
  timeoutMs: 10_000,
  faults: [
    OrderNotFound,
    OrderNotCancellable,
    AttemptSuperseded,
    AlreadyPaid,
    PaymentRejected,
    PaymentsUnavailable,
  ],
  example: { orderId: '019a0000-0000-7000-8000-000000000002', reason: 'Ordered twice by mistake' },
});
