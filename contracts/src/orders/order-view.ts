import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, ValidateIf, ValidateNested } from 'class-validator';
import { IsMailbox } from '../auth/rules.js';
import { requiresPostalCode } from '../countries.js';
import { IsAmount, IsCountryCode, IsCurrencyCode, IsId, IsSingleLine, IsTime, Nullable } from '../rules.js';
import { orderStatuses, type OrderStatus } from './order-status.js';

/** The address to ship to. */
export class ShippingAddress {
  @IsSingleLine(200)
  name!: string;

  @IsSingleLine(200)
  line1!: string;

  @IsOptional()
  @IsSingleLine(200, 0)
  line2?: string;

  @IsSingleLine(100)
  city!: string;

  @IsOptional()
  @IsSingleLine(100, 0)
  state?: string;

  /** Required in countries where addresses have one. Empty or null is the same as missing. */
  @Transform(({ value }: { value: unknown }) =>
    value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value,
  )
  @ValidateIf(
    ({ country, postalCode }: ShippingAddress) => requiresPostalCode(country) || postalCode !== undefined,
  )
  @IsSingleLine(20)
  postalCode?: string;

  /** ISO 3166-1 alpha-2, or XK for Kosovo. Stored in upper case. */
  @IsCountryCode()
  country!: string;
}

/** One line of an order. Name and price are those at the time of the order. */
export class OrderLineView {
  @IsId()
  productId!: string;

  @IsString()
  name!: string;

  @IsAmount()
  unitAmount!: number;

  @IsInt()
  quantity!: number;

  /** unitAmount × quantity. */
  @IsAmount()
  amount!: number;
}

/** The state of an order's latest dispute. */
export const disputeStates = ['open', 'won', 'lost'] as const;

export type DisputeState = (typeof disputeStates)[number];

/** The state of the review of an order's payment. */
export const reviewStates = ['open', 'closed'] as const;

export type ReviewState = (typeof reviewStates)[number];

/** An order as callers see it. Amounts are minor units of `currency`. */
export class OrderView {
  @IsId()
  id!: string;

  @IsIn(orderStatuses)
  status!: OrderStatus;

  @IsCurrencyCode()
  currency!: string;

  @IsAmount()
  totalAmount!: number;

  /** Units over all lines. */
  @IsInt()
  totalItems!: number;

  @ValidateNested({ each: true })
  @Type(() => OrderLineView)
  items!: OrderLineView[];

  /** As it was typed. */
  @Nullable()
  @IsMailbox()
  email!: string | null;

  @Nullable()
  @ValidateNested()
  @Type(() => ShippingAddress)
  shippingAddress!: ShippingAddress | null;

  @IsTime()
  createdAt!: string;

  @Nullable()
  @IsTime()
  paidAt!: string | null;

  /** Stripe's payment intent, once paid; null for a free order. */
  @Nullable()
  @IsString()
  paymentId!: string | null;

  /** Stripe's receipt, once paid; null for a free order. */
  @Nullable()
  @IsString()
  receiptUrl!: string | null;

  /** Refunded so far, in minor units; never more than `totalAmount`. */
  @IsAmount()
  refundedAmount!: number;

  /** Only for staff: the state of the latest dispute; null when there was none. */
  @IsOptional()
  @IsIn(disputeStates)
  dispute?: DisputeState | null;

  /** Only for staff: whether a card network warned that the payment is fraudulent. */
  @IsOptional()
  @IsBoolean()
  fraudWarning?: boolean;

  /** Only for staff: the state of the review of the payment; null when there was none. */
  @IsOptional()
  @IsIn(reviewStates)
  review?: ReviewState | null;

  /** Only for staff: the account of the customer; null for a guest. */
  @IsOptional()
  @IsString()
  customerId?: string | null;

  /** Only for staff: the staff member that it is assigned to; null for none. */
  @IsOptional()
  @IsString()
  assigneeId?: string | null;
}
