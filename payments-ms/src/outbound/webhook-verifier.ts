import { Stripe } from 'stripe';
import { BadSignature } from '../domain/stripe-event.js';

/** How old a signature may be: what Stripe recommends against replays. */
const TOLERANCE_SECONDS = 300;

/** Checks that a webhook request was signed by Stripe with one of our secrets, just now. */
export class WebhookVerifier {
  constructor(private readonly secrets: readonly string[]) {}

  /** The event in the body. Throws {@link BadSignature}. */
  verify(body: Buffer, signature: string | undefined): { event: unknown; payload: string } {
    if (!signature) throw new BadSignature('The Stripe-Signature header is missing.');
    const payload = body.toString('utf8');
    for (const secret of this.secrets) {
      try {
        return {
          event: Stripe.webhooks.constructEvent(payload, signature, secret, TOLERANCE_SECONDS),
          payload,
        };
      } catch (error) {
        // Another secret may fit; a good signature over broken JSON fits no better with the next one.
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError))
          throw new BadSignature('The body is not JSON.');
      }
    }
    throw new BadSignature(
      'The Stripe-Signature header does not fit the body, or is older than five minutes.',
    );
  }
}
