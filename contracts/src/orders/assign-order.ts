import { rpc } from '../contract.js';
import { IsIdOrNull } from '../rules.js';
import { OrderRequest } from './get-order.js';
import { OrderView } from './order-view.js';

/** Who is to look after an order. */
export class Assignment {
  /** Account id of a staff member or admin; null takes the order from whoever has it. */
  @IsIdOrNull()
  assigneeId!: string | null;
}

export class AssignOrderRequest extends OrderRequest {
  @IsIdOrNull()
  assigneeId!: string | null;
}

/** Gives an order to a staff member. Faults: orders.not_found, orders.not_assignable when that account is not staff. */
export const AssignOrder = rpc('orders.assign', AssignOrderRequest, OrderView, { access: 'staff' });
