import {
  IsString,
  IsUrl,
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { Type } from 'class-transformer';
import { IsTime, IsAmount, IsClearable, IsCurrencyCode, IsId, IsText } from '../rules.js';
import { rpc } from '../contract.js';
import { MAX_QUANTITY } from '../products/validate-products.js';
import {
  AlreadyPaid,
  AttemptSuperseded,
  PaymentInProgress,
  PaymentRejected,
  PaymentsUnavailable,
} from './faults.js';

/** A payment session: a Stripe Checkout Session of one order and attempt. */
export class PaymentSessionView {
  /** Stripe's id of the session (`cs_…`). */
  @IsString()
  id!: string;

  /** Where to redirect the shopper. */
  @IsUrl({ require_tld: false })
  url!: string;

  /** Where Stripe redirects the shopper after payment. */
  @IsString()
  @JSONSchema({ format: 'uri' })
  successUrl!: string;

  /** Where Stripe redirects a shopper who cancels. */
  @IsString()
  @JSONSchema({ format: 'uri' })
  cancelUrl!: string;

  /** After this the session cannot be paid. */
  @IsTime()
  expiresAt!: string;
}

export class PaymentLine {
  /** Stripe shows at most 250 characters of it. */
  @IsText(5_000)
  name!: string;

  /** Minor units of the session's currency. */
  @IsAmount()
  unitAmount!: number;

  @IsInt()
  @Min(1)
  @Max(MAX_QUANTITY)
  quantity!: number;

  /** Left out of the payment session if Stripe cannot show it. */
  @IsClearable()
  @IsText(10_000)
  imageUrl?: string | null;
}

export class CreatePaymentSessionRequest {
  @IsId()
  orderId!: string;

  /** 1 for the order's first payment session, one more for each further session. */
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  attempt!: number;

  @IsCurrencyCode()
  currency!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => PaymentLine)
  items!: PaymentLine[];

  /** Pre-filled at Checkout, unless Stripe does not accept it. */
  @IsClearable()
  @IsText(5_000)
  email?: string | null;

  /** When the session ends: 30 minutes to 24 hours from now (Stripe's limits). */
  @IsTime()
  expiresAt!: string;
}

export const CreatePaymentSession = rpc('create.payment.session', {
  description:
    'Opens a payment session for one attempt of an order. An older live session of the order is expired first. The same attempt returns the same session.',
  request: CreatePaymentSessionRequest,
  reply: PaymentSessionView,
  access: 'anyone',
  callers: ['orders-ms'],
  systemCallers: ['orders-ms'],
  timeoutMs: 8_000,
  faults: [AlreadyPaid, PaymentInProgress, AttemptSuperseded, PaymentRejected, PaymentsUnavailable],
});
