import { Stripe } from 'stripe';
import { InvalidSignature } from './stripe-event.js';

/** The maximum age of a signature: Stripe's recommendation against replay attacks. */
const TOLERANCE_SECONDS = 300;

/** Verifies the signature of a webhook request against any of our endpoint secrets. */
export class WebhookVerifier {
  constructor(private readonly secrets: readonly string[]) {}

  /** Throws {@link InvalidSignature}. */
  verify(body: Buffer, signature: string | undefined): { event: unknown; payload: string } {
    if (!signature) throw new InvalidSignature('The Stripe-Signature header is missing.');
    const payload = body.toString('utf8');
    for (const secret of this.secrets) {
      try {
        const event = Stripe.webhooks.constructEvent(payload, signature, secret, TOLERANCE_SECONDS);
        return { event, payload };
      } catch (error) {
        // Another secret may match. A valid signature of a broken body matches none.
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError))
          throw new InvalidSignature('The body is not JSON.');
      }
    }
    throw new InvalidSignature(
      'The Stripe-Signature header does not match the body, or is older than five minutes.',
    );
  }
}
