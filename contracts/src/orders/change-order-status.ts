import { IsIn, IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsText } from '../rules.js';
import { OrderRequest } from './get-order.js';
import { orderStatuses, type OrderStatus } from './order-status.js';
import { OrderView } from './order-view.js';

/** A step that staff takes by hand. */
export class StatusChange {
  @IsIn(orderStatuses)
  status!: OrderStatus;

  @IsOptional()
  @IsText(500)
  reason?: string;
}

export class ChangeOrderStatusRequest extends OrderRequest {
  @IsIn(orderStatuses)
  status!: OrderStatus;

  @IsOptional()
  @IsText(500)
  reason?: string;
}

/**
 * Moves an order along by hand. PAID comes from a payment only, REFUNDED from refunds only. Faults: orders.not_found,
 * orders.illegal_transition.
 */
export const ChangeOrderStatus = rpc('orders.change_status', ChangeOrderStatusRequest, OrderView, {
  access: 'staff',
});
