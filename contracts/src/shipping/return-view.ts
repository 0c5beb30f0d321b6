import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { OrderTracking } from '../orders/order-view.js';
import { RestockLine } from '../orders/refund-order.js';
import { IsId, IsTime, Nullable } from '../rules.js';

/** `pending`: its label is being bought. `received`: the shop has the parcel, its units are in stock. */
export const returnStatuses = [
  'pending',
  'action_required',
  'label_purchased',
  'shipped',
  'received',
] as const;

export type ReturnStatus = (typeof returnStatuses)[number];

/** Units of an order on their way back. */
export class ReturnView {
  @IsId()
  id!: string;

  @IsId()
  orderId!: string;

  @IsIn(returnStatuses)
  status!: ReturnStatus;

  @ValidateNested({ each: true })
  @Type(() => RestockLine)
  items!: RestockLine[];

  /** In the words of staff. */
  @Nullable()
  @IsString()
  reason!: string | null;

  @Nullable()
  @ValidateNested()
  @Type(() => OrderTracking)
  tracking!: OrderTracking | null;

  /** In the carrier's words. */
  @Nullable()
  @IsString()
  problem!: string | null;

  @IsInt()
  attempts!: number;

  @IsTime()
  createdAt!: string;

  @IsOptional()
  @IsTime()
  receivedAt?: string | null;
}

/** Returns of one order, oldest first. */
export class OrderReturns {
  @ValidateNested({ each: true })
  @Type(() => ReturnView)
  data!: ReturnView[];
}
