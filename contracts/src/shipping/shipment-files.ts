import { rpc } from '../contract.js';
import { FileView } from '../invoices/document-view.js';
import { OrderNotFound } from '../orders/faults.js';
import { CarrierUnavailable, NoLabel, ShipmentNotFound } from './faults.js';
import { ShipmentRequest } from './shipment-request.js';

export const GetShipmentLabel = rpc('shipments.get_label', {
  description: 'The label of a shipment as the carrier issued it.',
  request: ShipmentRequest,
  reply: FileView,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  timeoutMs: 15_000,
  faults: [ShipmentNotFound, NoLabel, CarrierUnavailable],
});

export const GetPackingSlip = rpc('shipments.get_packing_slip', {
  description: 'The items and the address of a shipment, without prices, as PDF.',
  request: ShipmentRequest,
  reply: FileView,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  timeoutMs: 10_000,
  faults: [ShipmentNotFound, OrderNotFound],
});
