import { ApiError, refused } from '../api/api-error.js';

/** What may be wrong with the Stripe account or with its key. */
export const ACCOUNT_STATES = [
  'active',
  'restricted',
  'no_business_name',
  'no_payment_methods',
  'key_revoked',
  'key_expired',
  'key_restricted',
] as const;

/** The state of the account: `active`, or the reason why Stripe refuses calls. */
export type AccountState = (typeof ACCOUNT_STATES)[number];

/** The one account of the sandbox, as messages name it. */
export const ACCOUNT_ID = 'acct_1SandboxOrderwire';

const CHECKOUT_REFUSALS: Partial<Record<AccountState, string>> = {
  restricted: 'Your account cannot currently make charges.',
  no_business_name:
    'In order to use Checkout, you must set an account or business name at https://dashboard.stripe.com/account.',
  no_payment_methods:
    'No valid payment method types for this Checkout Session. Please ensure that you have activated payment methods compatible with your chosen currency in your dashboard (https://dashboard.stripe.com/settings/payment_methods).',
};

/**
 * Refuses a new Checkout Session of an account that cannot take payments.
 *
 * @throws ApiError 400 without code and param. The Idempotency-Key stores it, as every reply of a
 * request that was performed
 */
export function refuseCheckout(state: AccountState): void {
  const message = CHECKOUT_REFUSALS[state];
  if (message) throw refused(message);
}

/** Refuses the payment of an open session of a restricted account. */
export function refuseCharge(state: AccountState): void {
  if (state === 'restricted') refuseCheckout(state);
}

/**
 * Refuses a call with the account's key before anything is read. No Idempotency-Key stores it.
 *
 * @param route method and path, e.g. `POST /v1/checkout/sessions`
 * @throws ApiError 401 for every call with a revoked or expired key, 403 for opening a Checkout
 * Session with a restricted key
 */
export function refuseKey(state: AccountState, key: string, route: string): void {
  if (state === 'key_revoked') throw unauthorized(`Invalid API Key provided: ${maskKey(key)}`);
  if (state === 'key_expired')
    throw unauthorized(`Expired API Key provided: ${maskKey(key)}`, 'api_key_expired');
  if (state === 'key_restricted' && route === 'POST /v1/checkout/sessions') {
    throw new ApiError(
      403,
      'invalid_request_error',
      `The provided key '${maskKey(key)}' does not have the required permissions for this endpoint on account '${ACCOUNT_ID}'. Having the 'rak_checkout_session_write' permission would allow this request to continue.`,
    );
  }
}

const unauthorized = (message: string, code?: string): ApiError =>
  new ApiError(401, 'invalid_request_error', message, { ...(code && { code }) });

/** A key as Stripe's messages show it. */
export const maskKey = (key: string): string =>
  key.length < 12
    ? '*'.repeat(key.length)
    : `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`;
