import { IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { OrderNotFound } from '../orders/faults.js';
import { IsText } from '../rules.js';
import {
  CarrierRefused,
  CarrierUnavailable,
  RateNotFound,
  ShipmentBlocked,
  ShipmentNotFound,
  ShipmentStatusConflict,
} from './faults.js';
import { ShipmentRequest } from './shipment-request.js';
import { ShipmentView } from './shipment-view.js';

export class PurchaseLabelRequest extends ShipmentRequest {
  /** Default: the cheapest. */
  @IsOptional()
  @IsText(200, 1)
  rateId?: string;
}

export const PurchaseLabel = rpc('shipments.purchase_label', {
  description:
    'Buys the label of a shipment, also after the last one was voided. An order whose money is going back gets none. Where labels are not bought automatically, a shipment without rates gets them first and becomes `ready`. A repeated request never buys a second label.',
  request: PurchaseLabelRequest,
  reply: ShipmentView,
  access: 'staff',
  callers: ['client-gateway'],
  timeoutMs: 25_000,
  audited: ['shipmentId', 'rateId'],
  faults: [
    ShipmentNotFound,
    ShipmentStatusConflict,
    ShipmentBlocked,
    RateNotFound,
    CarrierRefused,
    CarrierUnavailable,
    OrderNotFound,
  ],
  example: { shipmentId: '019a0000-0000-7000-8000-000000000010', rateId: 'rate_2f9e5a1b' },
});
