import { failpoints } from './failpoints.js';
import type { StripeCall } from './failpoint-names.js';

/** A call to Stripe with its points: before Stripe hears of it, and after Stripe did it but before we know. */
export const aroundStripeCall = <T>(call: StripeCall, work: () => Promise<T>): Promise<T> =>
  failpoints.around(`stripe.${call}`, work);
