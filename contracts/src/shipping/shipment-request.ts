import { IsId } from '../rules.js';

/** Names one shipment. */
export class ShipmentRequest {
  @IsId()
  shipmentId!: string;
}
