import { IsIn, IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsText } from '../rules.js';
import { OrderRequest } from './order-request.js';
import { orderStatuses, type OrderStatus } from './order-status.js';
import { OrderView } from './order-view.js';
import { OrderNotFound, OrderNotCancellable, IllegalTransition } from './faults.js';
import { AttemptSuperseded } from '../payments/faults.js';
import { ExpirePaymentSession } from '../payments/expire-payment-session.js';

export class ChangeOrderStatusRequest extends OrderRequest {
  @IsIn(orderStatuses)
  status!: OrderStatus;

  @IsOptional()
  @IsText(500)
  reason?: string;
}

export const ChangeOrderStatus = rpc('orders.change_status', {
  description:
    'Changes the status of an order by hand. Only a payment makes an order PAID, only refunds make it REFUNDED.',
  request: ChangeOrderStatusRequest,
  reply: OrderView,
  access: 'staff',
  faults: [
    OrderNotFound,
    IllegalTransition,
    OrderNotCancellable,
    AttemptSuperseded,
    ...ExpirePaymentSession.faults,
  ],
  example: {
    orderId: '019a0000-0000-7000-8000-000000000002',
    status: 'SHIPPED',
    reason: 'Handed to the carrier',
  },
});
