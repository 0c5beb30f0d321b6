import { faultOf, isMissing, isSpent } from './stripe.errors.js';

/** Stripe answers under this idempotency key with an old error, or holds it for another request: only a look tells what exists. */
export class KeySpent extends Error {
  override readonly name = 'KeySpent';
}

/** Makes something under an idempotency key. Errors leave as payments.rejected or payments.unavailable, or as {@link KeySpent}. */
export const making = <T>(call: () => Promise<T>): Promise<T> =>
  call().catch((error: unknown) => {
    if (isSpent(error)) throw new KeySpent('the idempotency key is spent', { cause: error });
    throw faultOf(error);
  });

/** Looks something up by its id; null when Stripe has none. Errors leave as payments.rejected or payments.unavailable. */
export const retrieving = <T>(call: () => Promise<T>): Promise<T | null> =>
  call().catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw faultOf(error);
  });
