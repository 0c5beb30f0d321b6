import { Stripe } from 'stripe';
import { describeClock } from '../stripe/stripe-status.client.js';
import { InvalidSignature, UnusableEvent } from './stripe-event.js';

/** The maximum age of a signature: Stripe's recommendation against replay attacks. */
const TOLERANCE_SECONDS = 300;

/** Verifies the signature of a webhook request against any of our endpoint secrets. */
export class WebhookVerifier {
  constructor(private readonly secrets: readonly string[]) {}

  /** Throws {@link InvalidSignature} and {@link UnusableEvent}. */
  verify(body: Buffer, signature: string | undefined): { event: unknown; payload: string } {
    if (!signature) throw new InvalidSignature('The Stripe-Signature header is missing.');
    const payload = body.toString('utf8');
    if (!this.secrets.some((secret) => matches(payload, signature, secret))) throw noSecretMatches();
    const ageMs = Date.now() - timestampOf(signature) * 1_000;
    if (!(ageMs <= TOLERANCE_SECONDS * 1_000)) throw tooOld(ageMs);
    return { event: eventOf(payload), payload };
  }
}

/** The age is judged afterwards: a valid signature says how far the clocks differ. */
function matches(payload: string, signature: string, secret: string): boolean {
  try {
    return Stripe.webhooks.signature?.verifyHeader(payload, signature, secret, Infinity) ?? false;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

/** Unix seconds. Of several, the last one is signed: that is how Stripe's library reads the header. */
const timestampOf = (signature: string): number =>
  Number([...signature.matchAll(/(?:^|,)t=([^,]*)/g)].at(-1)?.[1]);

function eventOf(payload: string): unknown {
  let event: unknown;
  try {
    event = JSON.parse(payload);
  } catch {
    throw new UnusableEvent('The body is signed but is not JSON.');
  }
  if ((event as { object?: unknown } | null)?.object === 'v2.core.event')
    throw new UnusableEvent(
      'This is a thin event. In the Stripe Dashboard (Workbench, Webhooks), create the destination with the payload style "Snapshot" instead of "Thin".',
    );
  return event;
}

const noSecretMatches = () =>
  new InvalidSignature(
    'The signature matches no secret in STRIPE_ENDPOINT_SECRET. Set the signing secret of the endpoint that posts here: test mode, live mode and "stripe listen" have different ones. A proxy that changes the body has the same effect.',
  );

const tooOld = (ageMs: number) =>
  new InvalidSignature(
    `The signature is too old by our clock: this server is ${describeClock(ageMs)} of Stripe, and 5 minutes are allowed. Synchronise its clock (NTP). If the clock is right, the request is a replay.`,
  );
