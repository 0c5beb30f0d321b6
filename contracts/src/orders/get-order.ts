import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { OrderView } from './order-view.js';

/** Names one order. */
export class OrderRequest {
  @IsId()
  orderId!: string;
}

/** One order with its lines. Fault: orders.not_found. */
export const GetOrder = rpc('orders.get', OrderRequest, OrderView, { access: 'anyone' });
