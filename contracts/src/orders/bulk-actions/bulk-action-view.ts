import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { refundReasons, type RefundReason } from '../../payments/refund-payment.js';
import { IsId, IsIdOrNull, IsParagraph, IsTime, Nullable } from '../../rules.js';
import { OrderFilter } from '../lists/order-filter.js';

/**
 * What a bulk action does to each of its orders: cancels unpaid ones, refunds paid ones in full,
 * assigns them, or marks shipped ones as delivered.
 */
export const bulkActionKinds = ['cancel', 'refund', 'assign', 'mark_delivered'] as const;

export type BulkActionKind = (typeof bulkActionKinds)[number];

/** `stopped`: by staff, before all of its orders were handled. */
export const bulkActionStates = ['running', 'finished', 'stopped'] as const;

export type BulkActionState = (typeof bulkActionStates)[number];

/** What the action does to an order, besides its kind. */
export class BulkActionParams {
  /** Of `assign`: account id of a staff member or admin; null removes the assignment. */
  @IsOptional()
  @IsIdOrNull()
  assigneeId?: string | null;

  /** Of `refund`; default: `requested_by_customer`. */
  @IsOptional()
  @IsIn(refundReasons)
  refundReason?: RefundReason;

  /** For staff only; never shown to the shopper. */
  @IsOptional()
  @IsParagraph(500)
  note?: string;
}

/** A bulk action and its progress. */
export class BulkActionView {
  /** Also the correlation id of everything that it does. */
  @IsId()
  id!: string;

  @IsIn(bulkActionKinds)
  action!: BulkActionKind;

  @ValidateNested()
  @Type(() => OrderFilter)
  filter!: OrderFilter;

  @ValidateNested()
  @Type(() => BulkActionParams)
  params!: BulkActionParams;

  @IsIn(bulkActionStates)
  state!: BulkActionState;

  /** Account id of its starter. */
  @Nullable()
  @IsString()
  startedBy!: string | null;

  @IsTime()
  startedAt!: string;

  @Nullable()
  @IsTime()
  endedAt!: string | null;

  /** Its orders: those that matched when it started. */
  @IsInt()
  total!: number;

  @IsInt()
  done!: number;

  /** To which the action does not apply. */
  @IsInt()
  skipped!: number;

  @IsInt()
  failed!: number;
}

/** An order that a bulk action skipped, or at which it failed. */
export class BulkActionProblem {
  @IsId()
  orderId!: string;

  @IsIn(['skipped', 'failed'])
  outcome!: 'skipped' | 'failed';

  /** The code of a fault, such as `orders.not_cancellable`. */
  @IsString()
  reason!: string;

  @IsTime()
  at!: string;
}
