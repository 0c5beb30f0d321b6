import { Fault, PaymentRejected, PaymentsUnavailable } from '@orderwire/contracts';
import { Stripe } from 'stripe';
import { UnreadableAnswer } from './stripe.mapping.js';

/** How soon it is worth asking again. */
const RETRY_AFTER_MS = 1_000;

/** What an error of the SDK means to our callers. An error that is not Stripe's stays what it is. */
export function faultOf(error: unknown): unknown {
  if (error instanceof UnreadableAnswer)
    return PaymentsUnavailable({ stripe: { code: 'unreadable_answer' }, retryAfterMs: RETRY_AFTER_MS });
  if (error instanceof Fault || !(error instanceof Stripe.errors.StripeError)) return error;
  const stripe = {
    code: error.code ?? error.rawType ?? error.type,
    message: error.message,
    ...(error.param && { param: error.param }),
    ...(error.requestId && { requestId: error.requestId }),
  };
  return isInvalid(error)
    ? PaymentRejected({ stripe })
    : PaymentsUnavailable({ stripe: { code: stripe.code }, retryAfterMs: RETRY_AFTER_MS });
}

/** Stripe understood the request and says no. */
export const isInvalid = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;

/** There is no object with this id. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';

/**
 * A key that repeats an old failure (Stripe keeps even a 500 for a day), or belongs to another request. Not one whose first request
 * is still under way (409): what that one makes cannot be seen yet, and a fresh key would make it twice.
 */
export const isSpent = (error: unknown): boolean =>
  (error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode !== 409) ||
  (error instanceof Stripe.errors.StripeError &&
    (error.statusCode ?? 0) >= 500 &&
    error.headers?.['idempotent-replayed'] === 'true');
