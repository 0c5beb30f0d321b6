import { IsString, IsUrl } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { IsTime } from '../rules.js';

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
