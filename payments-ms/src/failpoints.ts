import type { Failpoints, StripeCall } from '@orderwire/platform';
import type { Stripe } from 'stripe';
import type { StripeEventRepository } from './webhooks/stripe-event.repository.js';

// Used only where CRASH_POINT is set.

type Method = (...args: unknown[]) => Promise<unknown>;

/** Adds failpoints around requests to Stripe on the path of orders, refunds and disputes. */
export function stripeWithFailpoints(stripe: Stripe, failpoints: Failpoints): Stripe {
  const wrap = (resource: object, method: string, call: StripeCall): void => {
    const methods = resource as Record<string, Method>;
    const original = methods[method]!.bind(resource);
    methods[method] = (...args) => failpoints.around(`stripe.${call}`, () => original(...args));
  };
  wrap(stripe.checkout.sessions, 'create', 'create_session');
  wrap(stripe.checkout.sessions, 'retrieve', 'retrieve_session');
  wrap(stripe.checkout.sessions, 'expire', 'expire_session');
  wrap(stripe.refunds, 'create', 'create_refund');
  wrap(stripe.refunds, 'retrieve', 'retrieve_refund');
  wrap(stripe.disputes, 'retrieve', 'retrieve_dispute');
  return stripe;
}

/** Adds failpoints before and after the webhook stores an event. */
export const storeWithFailpoints = (
  events: Pick<StripeEventRepository, 'store'>,
  failpoints: Failpoints,
): Pick<StripeEventRepository, 'store'> => ({
  store: (event, outcome) => failpoints.around('webhook.store', () => events.store(event, outcome)),
});
