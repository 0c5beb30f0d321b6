import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsSingleLine, IsTime, Nullable } from '../../rules.js';
import { orderStatuses, type OrderStatus } from '../order-status.js';
import { type OrderPaymentState, orderPaymentStates } from '../order-payment-state.js';

/** Where a search found an order. */
export const orderMatches = [
  'id',
  'email',
  'refund',
  'tracking_number',
  'correlation_id',
  'related',
] as const;

export type OrderMatch = (typeof orderMatches)[number];

export class SearchOrdersRequest {
  /**
   * An order id or its first 8 or more hexadecimal digits, the beginning of an e-mail address (3 or
   * more characters), a refund id of ours, a tracking number or a correlation id.
   */
  @IsOptional()
  @IsSingleLine(254)
  query?: string;

  /** Orders that another service found: they are returned as `related`. At most 50. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsUUID('all', { each: true })
  orderIds?: string[];
}

/** An order as a row of search results. */
export class FoundOrder {
  @IsId()
  orderId!: string;

  @IsIn(orderMatches)
  match!: OrderMatch;

  @IsIn(orderStatuses)
  status!: OrderStatus;

  @IsIn(orderPaymentStates)
  paymentState!: OrderPaymentState;

  @IsCurrencyCode()
  currency!: string;

  /** Minor units. */
  @IsAmount()
  totalAmount!: number;

  @Nullable()
  @IsString()
  email!: string | null;

  @IsTime()
  createdAt!: string;
}

export class FoundOrders {
  /** At most 20 per kind of match, newest first. */
  @ValidateNested({ each: true })
  @Type(() => FoundOrder)
  data!: FoundOrder[];
}

export const SearchOrders = rpc('orders.search', {
  description:
    'Orders that a text of staff may mean: by ids exactly, by e-mail address and order id also by their beginning, and by order number, which is the last 8 digits of the id.',
  request: SearchOrdersRequest,
  reply: FoundOrders,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
