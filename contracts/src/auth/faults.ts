import { fault } from '../fault.js';

/** The e-mail is unknown or the password is wrong; which of the two is nobody's business. */
export const InvalidCredentials = fault(
  'unauthenticated',
  'auth.invalid_credentials',
  'The e-mail or the password is wrong.',
);

/** Told only to who knows the password. */
export const AccountDisabled = fault('forbidden', 'auth.account_disabled', 'This account is disabled.');

/** The refresh token is unknown, used, expired, or its session has ended: sign in again. */
export const TokenInvalid = fault('unauthenticated', 'auth.token_invalid', 'Please sign in again.');

/** The token of a mail is unknown, used, replaced by a newer one, or too old. */
export const OneTimeTokenInvalid = fault('gone', 'auth.link_invalid', 'This link is no longer valid.');

/** Registration with an address that has an account. */
export const EmailTaken = fault('conflict', 'auth.email_taken', 'An account with this e-mail exists.');

/** `details.reason` is `common`, or `personal`: hardly more than the account's e-mail or name, or the shop's. */
export const WeakPassword = fault('invalid', 'auth.weak_password', 'This password is too easy to guess.');

/** `details.retryAfterMs` says when the next attempt is looked at. */
export const TooManyAttempts = fault(
  'too_many',
  'auth.too_many_attempts',
  'Too many attempts; try again later.',
);

/** The request needs somebody who is signed in. */
export const NotSignedIn = fault('unauthenticated', 'auth.not_signed_in', 'Please sign in.');

/** Signed in, but this is for others. */
export const NotAllowed = fault('forbidden', 'auth.not_allowed', 'This is not for your role.');

/** The account that asks has no such live session. */
export const SessionNotFound = fault('not_found', 'auth.session_not_found', 'There is no such session.');

/** No account has this id, or it was deleted. */
export const UserNotFound = fault('not_found', 'auth.user_not_found', 'There is no such account.');

/** Somebody must be left who can grant roles. */
export const LastAdmin = fault('conflict', 'auth.last_admin', 'This is the last admin.');
