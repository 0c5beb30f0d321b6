import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { IsCurrencyCode, Nullable } from '../../rules.js';
import {
  BulkActionChanged,
  BulkActionTooLarge,
  IdempotencyKeyReused,
  NotAssignable,
  TooManyBulkActions,
} from '../faults.js';
import { OrderFilter } from '../lists/order-filter.js';
import { FoundOrder } from '../lists/search-orders.js';
import {
  type BulkActionKind,
  bulkActionKinds,
  BulkActionParams,
  BulkActionView,
} from './bulk-action-view.js';

/** The most orders of one bulk action. */
export const MAX_BULK_ORDERS = 10_000;

export class StartBulkActionRequest {
  @IsIn(bulkActionKinds)
  action!: BulkActionKind;

  /** As in the list of orders. At least one field. */
  @ValidateNested()
  @Type(() => OrderFilter)
  filter!: OrderFilter;

  @IsOptional()
  @ValidateNested()
  @Type(() => BulkActionParams)
  params?: BulkActionParams;

  /** true: counts only. */
  @IsBoolean()
  dryRun!: boolean;

  /**
   * `matching` of the dry run; needed to start. The action is refused when more than 5 orders and
   * more than 5 % are added to them, or gone.
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_BULK_ORDERS)
  expected?: number;
}

/** Matching orders to which the action does not apply. */
export class BulkActionSkips {
  /** The code of a fault, such as `orders.not_cancellable`. */
  @IsString()
  reason!: string;

  @IsInt()
  count!: number;
}

/** Money that a bulk action refunds. */
export class BulkActionAmount {
  @IsCurrencyCode()
  currency!: string;

  /** Minor units. */
  @IsInt()
  amount!: number;
}

/** What a bulk action will do, and the action itself unless it was a dry run. */
export class BulkActionReply {
  @IsInt()
  matching!: number;

  /** Matching orders to which the action applies now. */
  @IsInt()
  applicable!: number;

  @ValidateNested({ each: true })
  @Type(() => BulkActionSkips)
  skips!: BulkActionSkips[];

  /** Of `refund`: what it refunds, per currency. */
  @ValidateNested({ each: true })
  @Type(() => BulkActionAmount)
  amounts!: BulkActionAmount[];

  /** The newest ten orders to which the action applies. */
  @ValidateNested({ each: true })
  @Type(() => FoundOrder)
  sample!: FoundOrder[];

  /** Null for a dry run. */
  @Nullable()
  @ValidateNested()
  @Type(() => BulkActionView)
  bulkAction!: BulkActionView | null;
}

export const StartBulkAction = rpc('orders.start_bulk_action', {
  description:
    'Starts an action on all orders that match a filter now, or counts them. A job of orders-ms executes it order by order, and continues after a restart. The orders are fixed at the start.',
  request: StartBulkActionRequest,
  reply: BulkActionReply,
  access: 'staff',
  callers: ['client-gateway'],
  timeoutMs: 10_000,
  idempotent: true,
  audited: ['action', 'filter', 'params', 'dryRun', 'expected'],
  faults: [BulkActionTooLarge, BulkActionChanged, TooManyBulkActions, NotAssignable, IdempotencyKeyReused],
  example: {
    action: 'cancel',
    filter: { paymentState: ['awaiting_payment'], to: '2026-11-01T00:00:00Z' },
    dryRun: true,
  },
});
