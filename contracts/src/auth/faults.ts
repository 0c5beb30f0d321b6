import { fault } from '../fault.js';

/** The e-mail is unknown or the password is wrong. Callers cannot tell which. */
export const InvalidCredentials = fault(
  'unauthenticated',
  'auth.invalid_credentials',
  'The e-mail or the password is wrong.',
);

/** Only returned after the right password. */
export const AccountDisabled = fault('forbidden', 'auth.account_disabled', 'This account is disabled.');

/** The refresh token is unknown, used, expired, or its session has ended: sign in again. */
export const TokenInvalid = fault('unauthenticated', 'auth.token_invalid', 'Please sign in again.');

/** The one-time token is unknown, used, expired, or replaced by a newer one. */
export const OneTimeTokenInvalid = fault('gone', 'auth.link_invalid', 'This link is not valid any more.');

/** Registration with an address that has an account. */
export const EmailTaken = fault('conflict', 'auth.email_taken', 'An account with this e-mail exists.');

/**
 * `details.reason` is `common` or `personal` (similar to the account's e-mail or name, or to the
 * shop's name).
 */
export const WeakPassword = fault('invalid', 'auth.weak_password', 'This password is too easy to guess.');

/** `details.retryAfterMs` is the time until the next attempt is allowed. */
export const TooManyAttempts = fault(
  'too_many',
  'auth.too_many_attempts',
  'Too many attempts; try again later.',
);

/** The request requires a signed-in account. */
export const NotSignedIn = fault('unauthenticated', 'auth.not_signed_in', 'Please sign in.');

/** The role of the account is not sufficient. */
export const NotAllowed = fault('forbidden', 'auth.not_allowed', 'Your role does not permit this.');

/**
 * The contract `details.subject` does not name the sender, `details.service`, among its callers, or
 * not as a caller without an account.
 */
export const CallerNotAllowed = fault(
  'forbidden',
  'auth.caller_not_allowed',
  'The contract does not permit this service to send the request. Name it in `callers` or `systemCallers`, or send the request for an account.',
);

/** The caller has no such live session. */
export const SessionNotFound = fault('not_found', 'auth.session_not_found', 'There is no such session.');

/** No account has this id, or it was deleted. */
export const UserNotFound = fault('not_found', 'auth.user_not_found', 'There is no such account.');

/** The last admin cannot be disabled, deleted or lose the role. */
export const LastAdmin = fault('conflict', 'auth.last_admin', 'This is the last admin.');
