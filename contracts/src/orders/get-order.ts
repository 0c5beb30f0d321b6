import { rpc } from '../contract.js';
import { OrderRequest } from './order-request.js';
import { OrderView } from './order-view.js';
import { OrderNotFound } from './faults.js';

export const GetOrder = rpc('orders.get', {
  description: 'One order with its lines.',
  request: OrderRequest,
  reply: OrderView,
  readOnly: true,
  access: 'anyone',
  callers: ['client-gateway', 'invoices-ms', 'payments-ms', 'products-ms', 'shipping-ms'],
  systemCallers: ['invoices-ms', 'payments-ms', 'products-ms'],
  faults: [OrderNotFound],
});
