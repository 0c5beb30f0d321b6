import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsEmail,
  IsInt,
  IsOptional,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { rpc } from '../contract.js';
import { PaymentSessionView } from '../payments/payment-session-view.js';
import { IsCurrencyCode, IsId, IsText } from '../rules.js';
import { OrderView, ShippingAddress } from './order-view.js';

export class OrderLine {
  @IsId()
  productId!: string;

  @IsInt()
  @Min(1)
  @Max(999)
  quantity!: number;
}

export class CreateOrderRequest {
  /** Lines of the same product are added together. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => OrderLine)
  items!: OrderLine[];

  /** "usd" unless told. */
  @IsOptional()
  @IsCurrencyCode()
  currency?: string;

  /** Pre-filled at Checkout, and where the receipt goes. A guest who gives none is asked for it at Checkout. */
  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  email?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => ShippingAddress)
  shippingAddress?: ShippingAddress;
}

export class CreateOrderReply {
  @ValidateNested()
  @Type(() => OrderView)
  order!: OrderView;

  @ValidateNested()
  @Type(() => PaymentSessionView)
  paymentSession!: PaymentSessionView;

  /**
   * Only for guests: 256 bits in base64url that let whoever holds them read, cancel and pay this order (`X-Order-Token` over
   * HTTP), until an account that owns the order's e-mail address takes it over.
   */
  @IsOptional()
  @IsText(100)
  orderToken?: string;
}

/**
 * Places an order, holds its stock and opens a Stripe Checkout session.
 * Idempotent under the Idempotency-Key header. Faults: products.not_sellable, orders.total_out_of_range,
 * idempotency.*, and payments' own when no session could be opened (`details.orderId` names the order that waits).
 */
export const CreateOrder = rpc('orders.create', CreateOrderRequest, CreateOrderReply, {
  access: 'anyone',
  timeoutMs: 10_000,
});
