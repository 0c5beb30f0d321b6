import type { Failpoints, StripeCall } from '@orderwire/platform';
import type { Stripe } from 'stripe';

type Method = (...args: unknown[]) => Promise<unknown>;

/**
 * Surrounds the calls on the path of an order, a refund or a dispute with failpoints: before Stripe receives the request, and
 * after it has executed it but before we know. Used only where `CRASH_POINT` is set.
 */
export function withFailpoints(stripe: Stripe, failpoints: Failpoints): Stripe {
  const surround = (resource: object, method: string, call: StripeCall): void => {
    const methods = resource as Record<string, Method>;
    const original = methods[method]!.bind(resource);
    methods[method] = (...args) => failpoints.around(`stripe.${call}`, () => original(...args));
  };
  surround(stripe.checkout.sessions, 'create', 'create_session');
  surround(stripe.checkout.sessions, 'retrieve', 'retrieve_session');
  surround(stripe.checkout.sessions, 'expire', 'expire_session');
  surround(stripe.refunds, 'create', 'create_refund');
  surround(stripe.refunds, 'retrieve', 'retrieve_refund');
  surround(stripe.disputes, 'retrieve', 'retrieve_dispute');
  return stripe;
}
