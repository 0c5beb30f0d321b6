import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Address } from '../address.js';
import { IsMailbox } from '../auth/rules.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';
import { BillingDetails } from './billing-details.js';
import { orderStatuses, type OrderStatus } from './order-status.js';
import { LineTax, OrderTax } from './order-tax.js';
import { type OrderPaymentState, orderPaymentStates } from './order-payment-state.js';

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

  /** Always in replies of orders-ms; missing in events of orders that were created before taxes. */
  @IsOptional()
  @ValidateNested()
  @Type(() => LineTax)
  tax?: LineTax;
}

/** The parcel of an order. */
export class OrderTracking {
  @IsString()
  carrier!: string;

  @IsString()
  trackingNumber!: string;

  @Nullable()
  @IsString()
  trackingUrl!: string | null;

  @Nullable()
  @IsTime()
  shippedAt!: string | null;

  @Nullable()
  @IsTime()
  deliveredAt!: string | null;
}

/** The state of an order's latest dispute. */
export const disputeStates = ['open', 'won', 'lost'] as const;

export type DisputeState = (typeof disputeStates)[number];

/** The state of the review of an order's payment. */
export const reviewStates = ['open', 'closed'] as const;

export type ReviewState = (typeof reviewStates)[number];

/**
 * An order as callers see it. Amounts are minor units of `currency`. The taxable amounts of all taxes
 * and `taxAmount` add up to `totalAmount`.
 */
export class OrderView {
  @IsId()
  id!: string;

  @IsIn(orderStatuses)
  status!: OrderStatus;

  @IsCurrencyCode()
  currency!: string;

  /** The lines, and the taxes that their prices do not include. */
  @IsAmount()
  totalAmount!: number;

  /** All taxes, included or added. */
  @IsAmount()
  taxAmount!: number;

  /** One per reason and percentage. */
  @ValidateNested({ each: true })
  @Type(() => OrderTax)
  taxes!: OrderTax[];

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
  @Type(() => Address)
  shippingAddress!: Address | null;

  /** Null without any, and when the account of the customer was deleted. */
  @Nullable()
  @ValidateNested()
  @Type(() => BillingDetails)
  billing!: BillingDetails | null;

  /** The language of e-mails and documents about it, BCP 47; null when it is not known. */
  @IsOptional()
  @IsString()
  locale?: string | null;

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

  /** Its parcel, once the carrier has it; null before. */
  @Nullable()
  @ValidateNested()
  @Type(() => OrderTracking)
  tracking!: OrderTracking | null;

  /** Only for staff: what became of its money. */
  @IsOptional()
  @IsIn(orderPaymentStates)
  paymentState?: OrderPaymentState;

  /** Only for staff: requested refunds that neither succeeded nor failed, in minor units. */
  @IsOptional()
  @IsAmount()
  refundPendingAmount?: number;

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
