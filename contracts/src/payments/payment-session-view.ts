import { IsString, IsUrl } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { IsTime } from '../rules.js';

/** A Stripe Checkout session the shopper can be redirected to. */
export class PaymentSessionView {
  /** Stripe's id of the session (`cs_…`). */
  @IsString()
  id!: string;

  /** Where to send the shopper. */
  @IsUrl({ require_tld: false })
  url!: string;

  /** Where Stripe sends the shopper after paying. */
  @IsString()
  @JSONSchema({ format: 'uri' })
  successUrl!: string;

  /** Where Stripe sends a shopper who turns back. */
  @IsString()
  @JSONSchema({ format: 'uri' })
  cancelUrl!: string;

  /** After this the session cannot be paid. */
  @IsTime()
  expiresAt!: string;
}
