import { Type } from 'class-transformer';
import { IsString, ValidateNested } from 'class-validator';
import { event } from '../contract.js';
import { RestockLine } from '../orders/refund-order.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';

/** A parcel of an order. */
export class ShipmentEvent {
  @IsId()
  orderId!: string;

  @IsId()
  shipmentId!: string;

  @IsString()
  carrier!: string;

  @IsString()
  trackingNumber!: string;

  @Nullable()
  @IsString()
  trackingUrl!: string | null;

  @IsTime()
  at!: string;
}

export class ShipmentLabelPurchasedEvent extends ShipmentEvent {
  @IsString()
  service!: string;

  /** What the label cost, in minor units of `currency`. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;
}
export const ShipmentLabelPurchased = event('shipment.label_purchased', {
  description: 'The label of an order was bought. The carrier does not have the parcel yet.',
  payload: ShipmentLabelPurchasedEvent,
  aggregateId: ({ orderId }) => orderId,
});

export const ShipmentShipped = event('shipment.shipped', {
  description: 'The carrier accepted the parcel of an order.',
  payload: ShipmentEvent,
  aggregateId: ({ orderId }) => orderId,
});

export const ShipmentDelivered = event('shipment.delivered', {
  description: 'The carrier delivered the parcel of an order.',
  payload: ShipmentEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class ShipmentActionRequiredEvent {
  @IsId()
  orderId!: string;

  /** Of the shipment or of the return. */
  @IsId()
  shipmentId!: string;

  /** In the carrier's words: for staff only. */
  @IsString()
  reason!: string;

  @IsTime()
  at!: string;
}
export const ShipmentActionRequired = event('shipment.action_required', {
  description:
    'A shipment or return waits for staff: its address was rejected, no carrier serves it, or the parcel comes back.',
  payload: ShipmentActionRequiredEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class ReturnEvent {
  @IsId()
  orderId!: string;

  @IsId()
  returnId!: string;

  @ValidateNested({ each: true })
  @Type(() => RestockLine)
  items!: RestockLine[];

  @IsString()
  carrier!: string;

  @IsString()
  trackingNumber!: string;

  @Nullable()
  @IsString()
  trackingUrl!: string | null;

  @IsTime()
  at!: string;
}
export const ReturnLabelPurchased = event('return.label_purchased', {
  description: 'The label of a return was bought: the shopper can send the parcel.',
  payload: ReturnEvent,
  aggregateId: ({ orderId }) => orderId,
});

export const ReturnReceived = event('return.received', {
  description: 'The parcel of a return arrived: its units go back into stock.',
  payload: ReturnEvent,
  aggregateId: ({ orderId }) => orderId,
});
