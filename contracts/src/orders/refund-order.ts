import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { rpc } from '../contract.js';
import { refundReasons, type RefundReason, RefundView } from '../payments/refund-payment.js';
import { MAX_QUANTITY } from '../products/validate-products.js';
import { MAX_AMOUNT } from '../currencies.js';
import { IsId, IsParagraph } from '../rules.js';
import { OrderRequest } from './order-request.js';
import {
  OrderNotFound,
  IdempotencyKeyReused,
  IdempotencyInFlight,
  OrderNotRefundable,
  RestockTooLarge,
} from './faults.js';
import { PaymentRejected, NotRefundable, RefundTooLarge, RefundIdReused } from '../payments/faults.js';

/** Units that are put back into stock. */
export class RestockLine {
  @IsId()
  productId!: string;

  @IsInt()
  @Min(1)
  @Max(MAX_QUANTITY)
  quantity!: number;
}

export class RefundOrderRequest extends OrderRequest {
  /** Minor units of the order's currency; default: all that is left. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT)
  amount?: number;

  @IsIn(refundReasons)
  reason!: RefundReason;

  /** For staff only; never shown to the shopper. */
  @IsOptional()
  @IsParagraph(500)
  note?: string;

  /** Units that are put back into stock once the refund succeeded; default: none. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique((line: RestockLine) => line?.productId)
  @ValidateNested({ each: true })
  @Type(() => RestockLine)
  restock?: RestockLine[];
}

export const RefundOrder = rpc('orders.refund', {
  description:
    'Refunds a paid order, in full or in part. While payments-ms is unavailable the refund is `pending` and is retried.',
  request: RefundOrderRequest,
  reply: RefundView,
  access: 'staff',
  callers: ['client-gateway'],
  timeoutMs: 10_000,
  idempotent: true,
  faults: [
    OrderNotFound,
    OrderNotRefundable,
    RestockTooLarge,
    NotRefundable,
    RefundTooLarge,
    RefundIdReused,
    PaymentRejected,
    IdempotencyInFlight,
    IdempotencyKeyReused,
  ],
  example: {
    orderId: '019a0000-0000-7000-8000-000000000002',
    amount: 500,
    reason: 'requested_by_customer',
    note: 'The handle was chipped',
  },
});
