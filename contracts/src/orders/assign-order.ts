import { rpc } from '../contract.js';
import { IsIdOrNull } from '../rules.js';
import { OrderRequest } from './order-request.js';
import { OrderView } from './order-view.js';
import { OrderNotFound, NotAssignable } from './faults.js';

export class AssignOrderRequest extends OrderRequest {
  /** Account id of a staff member or admin; null removes the assignment. */
  @IsIdOrNull()
  assigneeId!: string | null;
}

export const AssignOrder = rpc('orders.assign', {
  description: 'Assigns an order to a staff member, or to none.',
  request: AssignOrderRequest,
  reply: OrderView,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [OrderNotFound, NotAssignable],
  example: { orderId: '019a0000-0000-7000-8000-000000000002', assigneeId: null },
});
