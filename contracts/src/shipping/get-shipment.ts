import { rpc } from '../contract.js';
import { ShipmentNotFound } from './faults.js';
import { ShipmentRequest } from './shipment-request.js';
import { ShipmentView } from './shipment-view.js';

export const GetShipment = rpc('shipments.get', {
  description: 'One shipment with its rates and what it waits for.',
  request: ShipmentRequest,
  reply: ShipmentView,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [ShipmentNotFound],
});
