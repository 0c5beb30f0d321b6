import { IsIn, IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsParagraph } from '../rules.js';
import { OrderRequest } from './order-request.js';
import { orderStatuses, type OrderStatus } from './order-status.js';
import { OrderView } from './order-view.js';
import {
  DisputeIsLost,
  DisputeIsOpen,
  FraudWarned,
  IllegalTransition,
  OrderNotCancellable,
  OrderNotFound,
  RefundPending,
  ReviewIsOpen,
} from './faults.js';
import { AlreadyPaid, AttemptSuperseded, PaymentRejected, PaymentsUnavailable } from '../payments/faults.js';

export class ChangeOrderStatusRequest extends OrderRequest {
  @IsIn(orderStatuses)
  status!: OrderStatus;

  /** For staff only; never shown to the shopper. */
  @IsOptional()
  @IsParagraph(500)
  reason?: string;

  /**
   * Ships the order although its money is going back, or may have to; says why. Stored in the timeline
   * (for staff only) and in the audit log.
   */
  @IsOptional()
  @IsParagraph(500, 1)
  overrideReason?: string;
}

export const ChangeOrderStatus = rpc('orders.change_status', {
  description:
    'Changes the status of an order by hand. Only a payment makes an order PAID, only refunds make it REFUNDED. An order whose money is going back (refund pending, dispute open or lost, fraud warning, open review) is shipped only with an `overrideReason`.',
  request: ChangeOrderStatusRequest,
  reply: OrderView,
  access: 'staff',
  callers: ['client-gateway'],
  audited: ['status', 'overrideReason'],
  faults: [
    OrderNotFound,
    IllegalTransition,
    OrderNotCancellable,
    RefundPending,
    DisputeIsOpen,
    DisputeIsLost,
    FraudWarned,
    ReviewIsOpen,
    AttemptSuperseded,
    AlreadyPaid,
    PaymentRejected,
    PaymentsUnavailable,
  ],
  example: {
    orderId: '019a0000-0000-7000-8000-000000000002',
    status: 'SHIPPED',
    reason: 'Handed to the carrier',
  },
});
