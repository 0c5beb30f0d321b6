import { rpc } from '../contract.js';
import { OrderNotFound } from '../orders/faults.js';
import { OrderRequest } from '../orders/order-request.js';
import { ShipmentNotFound } from './faults.js';
import { OrderShipmentView } from './shipment-view.js';

export const GetOrderShipment = rpc('shipments.get_of_order', {
  description: 'The shipment of an order. Callers who may see the order may read it.',
  request: OrderRequest,
  reply: OrderShipmentView,
  readOnly: true,
  access: 'anyone',
  callers: ['client-gateway'],
  faults: [OrderNotFound, ShipmentNotFound],
});
