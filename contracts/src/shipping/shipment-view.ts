import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Address } from '../address.js';
import { OrderTracking } from '../orders/order-view.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';

/**
 * `pending`: its label is being bought. `ready`: staff choose a rate. `action_required`: staff have to
 * act, see `problem`. `cancelled`: no label was bought, none will be. `voiding`, `voided`: the label is
 * not to be used.
 */
export const shipmentStatuses = [
  'pending',
  'ready',
  'action_required',
  'label_purchased',
  'shipped',
  'delivered',
  'voiding',
  'voided',
  'cancelled',
] as const;

export type ShipmentStatus = (typeof shipmentStatuses)[number];

/** What a carrier asks for one service. */
export class RateView {
  @IsString()
  id!: string;

  @IsString()
  carrier!: string;

  @IsString()
  service!: string;

  /** Minor units of `currency`. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  /** Null when the carrier does not say. */
  @Nullable()
  @IsInt()
  deliveryDays!: number | null;
}

/** The shipment of an order as its owner sees it. */
export class OrderShipmentView {
  @IsId()
  id!: string;

  @IsId()
  orderId!: string;

  @IsIn(shipmentStatuses)
  status!: ShipmentStatus;

  /** Null until the label is bought. */
  @Nullable()
  @ValidateNested()
  @Type(() => OrderTracking)
  tracking!: OrderTracking | null;

  /** In the words of EasyPost: `pre_transit`, `in_transit`, `out_for_delivery`, `delivered`, … */
  @Nullable()
  @IsString()
  trackerStatus!: string | null;

  @IsTime()
  createdAt!: string;
}

/** A shipment as staff see it. */
export class ShipmentView extends OrderShipmentView {
  /** Null until it is read from the order. */
  @Nullable()
  @ValidateNested()
  @Type(() => Address)
  address!: Address | null;

  /** The rates of the carrier; empty until they are known. */
  @ValidateNested({ each: true })
  @Type(() => RateView)
  rates!: RateView[];

  /** The rate that was bought. */
  @Nullable()
  @ValidateNested()
  @Type(() => RateView)
  purchased!: RateView | null;

  /** What staff have to act on, or what the purchase waits for; in the carrier's words. */
  @Nullable()
  @IsString()
  problem!: string | null;

  /** Failed tries since the last success. */
  @IsInt()
  attempts!: number;

  /** When the next try is; null without one. */
  @Nullable()
  @IsTime()
  dueAt!: string | null;

  @IsOptional()
  @IsTime()
  labelPurchasedAt?: string | null;
}
