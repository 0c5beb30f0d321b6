import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Address } from '../address.js';
import { rpc } from '../contract.js';
import { IsEmailAddress } from '../email.js';
import { PaymentSessionView, CreatePaymentSession } from '../payments/create-payment-session.js';
import { IsCurrencyCode, IsId, IsLocale, IsText, Nullable } from '../rules.js';
import { type BillingDetails, IsBilling } from './billing-details.js';
import { OrderView } from './order-view.js';
import {
  IdempotencyInFlight,
  IdempotencyKeyReused,
  NoMorePaymentSessions,
  OrderNotPayable,
  TooManyOpenOrders,
} from './faults.js';
import { ValidateProducts } from '../products/validate-products.js';

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

  /** Default: "usd". */
  @IsOptional()
  @IsCurrencyCode()
  currency?: string;

  /**
   * Pre-filled at Checkout, and the address of the receipt. Default for guests: the address given
   * at Checkout.
   */
  @IsOptional()
  @IsEmailAddress()
  email?: string;

  /** The language of e-mails about the order, BCP 47. Over HTTP the default is `Accept-Language`. */
  @IsOptional()
  @IsLocale()
  locale?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => Address)
  shippingAddress?: Address;

  /** Company, VAT id and address of the invoice. They also decide the tax. */
  @IsBilling()
  billing?: BillingDetails;
}

export class CreateOrderReply {
  @ValidateNested()
  @Type(() => OrderView)
  order!: OrderView;

  /** Null for a free order, which is PAID at once. */
  @Nullable()
  @ValidateNested()
  @Type(() => PaymentSessionView)
  paymentSession!: PaymentSessionView | null;

  /**
   * Only for guests: 256 bits in base64url that give access to this order (`X-Order-Token` over
   * HTTP), until an account with the order's verified e-mail address claims it.
   */
  @IsOptional()
  @IsText(100)
  orderToken?: string;
}

export const CreateOrder = rpc('orders.create', {
  description:
    'Creates an order, reserves its stock and opens a payment session. An order whose total is 0 has none: it is PAID at once. When only the payment session fails, the order waits: `details.orderId` of the fault names it. The unpaid orders of an account, and those of a guest’s network or e-mail address, are limited.',
  request: CreateOrderRequest,
  reply: CreateOrderReply,
  access: 'anyone',
  callers: ['client-gateway'],
  timeoutMs: 10_000,
  idempotent: true,
  faults: [
    TooManyOpenOrders,
    OrderNotPayable,
    NoMorePaymentSessions,
    ...ValidateProducts.faults,
    ...CreatePaymentSession.faults,
    IdempotencyInFlight,
    IdempotencyKeyReused,
  ],
  example: {
    items: [{ productId: '019a0000-0000-7000-8000-000000000001', quantity: 2 }],
    currency: 'usd',
    email: 'ada@example.com',
    shippingAddress: {
      name: 'Ada Lovelace',
      line1: '12 St James’s Square',
      city: 'London',
      postalCode: 'SW1Y 4JH',
      country: 'GB',
    },
  },
});
