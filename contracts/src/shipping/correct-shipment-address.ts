import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { Address } from '../address.js';
import { rpc } from '../contract.js';
import { CarrierRefused, CarrierUnavailable, ShipmentNotFound, ShipmentStatusConflict } from './faults.js';
import { ShipmentRequest } from './shipment-request.js';
import { ShipmentView } from './shipment-view.js';

export class CorrectShipmentAddressRequest extends ShipmentRequest {
  @ValidateNested()
  @Type(() => Address)
  address!: Address;
}

export const CorrectShipmentAddress = rpc('shipments.correct_address', {
  description:
    'Replaces the address of a shipment without a label and tries again. The address of the order stays as it was typed.',
  request: CorrectShipmentAddressRequest,
  reply: ShipmentView,
  access: 'staff',
  callers: ['client-gateway'],
  timeoutMs: 25_000,
  audited: ['shipmentId'],
  faults: [ShipmentNotFound, ShipmentStatusConflict, CarrierRefused, CarrierUnavailable],
  example: {
    shipmentId: '019a0000-0000-7000-8000-000000000010',
    address: {
      name: 'Ada Lovelace',
      line1: '12 St James’s Square',
      city: 'London',
      postalCode: 'SW1Y 4JH',
      country: 'GB',
    },
  },
});
