import { fault } from './fault.js';

/** The message broke its contract's rules; `details.errors` is a list of `{path, message}`. */
export const InvalidMessage = fault(
  'invalid',
  'invalid_message',
  'The request breaks the rules of its contract.',
);

/** Nobody answers on the subject, or who answers has no database now (away, or its disk full). `details.retryAfterMs` says when to try again. */
export const ServiceUnavailable = fault(
  'unavailable',
  'service_unavailable',
  'The service cannot do its work now.',
);

/** The deadline passed before an answer came. The work may or may not have been done. */
export const DeadlineExceeded = fault('timeout', 'deadline_exceeded', 'The service did not answer in time.');

/** The answer was not one of ours: a rogue or broken responder. */
export const MalformedReply = fault(
  'internal',
  'malformed_reply',
  'The service answered with something unreadable.',
);

/** An error nobody expected; it is logged whole where it happened and leaves the process only as this. */
export const Internal = fault('internal', 'internal', 'Something went wrong on our side.');

/** The service is at its limit of work in flight or is shutting down. */
export const Overloaded = fault('unavailable', 'overloaded', 'The service is too busy; try again shortly.');
