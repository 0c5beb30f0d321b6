import { fault } from './fault.js';

/** The message violates its contract; `details.errors` is a list of `{path, message}`. */
export const InvalidMessage = fault(
  'invalid',
  'invalid_message',
  'The request breaks the rules of its contract.',
);

/**
 * The subject has no responder, or the service's database is unavailable. `details.retryAfterMs` is
 * the time to wait.
 */
export const ServiceUnavailable = fault(
  'unavailable',
  'service_unavailable',
  'The service is temporarily unavailable.',
);

/** The deadline passed without a reply. The request may or may not have been handled. */
export const DeadlineExceeded = fault('timeout', 'deadline_exceeded', 'The service did not answer in time.');

/** The request exceeds NATS' `max_payload`; it was not sent. */
export const RequestTooLarge = fault(
  'too_large',
  'request_too_large',
  'The request is too large. Send less at once.',
);

/**
 * The reply exceeds NATS' `max_payload`. The request has been handled. Lists never reach it: they
 * are cut by bytes.
 */
export const ReplyTooLarge = fault(
  'internal',
  'reply_too_large',
  'The reply is too large to be sent. If the request has a limit, ask for less at once.',
);

/** The reply is not a packet of this protocol. */
export const MalformedReply = fault('internal', 'malformed_reply', 'The service sent an invalid reply.');

/** An unexpected error. The service logs it in full and replies with this fault only. */
export const Internal = fault('internal', 'internal', 'An internal error occurred.');

/** The service has too many requests in flight, or is shutting down. */
export const Overloaded = fault('unavailable', 'overloaded', 'The service is too busy; try again shortly.');
