import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { OrderView } from './order-view.js';
import { OrderNotFound } from './faults.js';

/** Names one order. */
export class OrderRequest {
  @IsId()
  orderId!: string;
}

export const GetOrder = rpc('orders.get', {
  description: 'One order with its lines.',
  request: OrderRequest,
  reply: OrderView,
  access: 'anyone',
  faults: [OrderNotFound],
});
