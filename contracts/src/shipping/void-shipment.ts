import { rpc } from '../contract.js';
import { CarrierRefused, CarrierUnavailable, ShipmentNotFound, ShipmentStatusConflict } from './faults.js';
import { ShipmentRequest } from './shipment-request.js';
import { ShipmentView } from './shipment-view.js';

export const VoidShipment = rpc('shipments.void', {
  description:
    'Voids the label of a shipment that the carrier did not accept yet. The order stays as it is; another label can be bought.',
  request: ShipmentRequest,
  reply: ShipmentView,
  access: 'staff',
  callers: ['client-gateway'],
  timeoutMs: 25_000,
  audited: ['shipmentId'],
  faults: [ShipmentNotFound, ShipmentStatusConflict, CarrierRefused, CarrierUnavailable],
});
