import { crashPoints } from './crash-points.js';
import type { StripeCall } from './points.js';

/** A call to Stripe with its points: before Stripe hears of it, and after Stripe did it but before we know. */
export const callingStripe = <T>(call: StripeCall, work: () => Promise<T>): Promise<T> =>
  crashPoints.around(`stripe.${call}`, work);
