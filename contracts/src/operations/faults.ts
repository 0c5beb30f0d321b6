import { fault } from '../fault.js';

/** No dead letter with this id in this service. */
export const DeadLetterNotFound = fault(
  'not_found',
  'dead_letters.not_found',
  'This service has no such dead letter.',
);

/** Somebody was faster; `details` has `resolution`, `resolvedAt` and `resolvedBy`. */
export const DeadLetterResolved = fault(
  'conflict',
  'dead_letters.resolved',
  'This dead letter has been resolved already.',
);

/** The consumer has taken the event since (a replay, or another delivery); discard the letter. `details.takenAt` says when. */
export const DeadLetterConsumed = fault(
  'conflict',
  'dead_letters.taken',
  'The consumer has taken this event since it died: nothing is left to do but to discard the letter.',
);

/** The service no longer reacts under this name; `details.consumer` says which. */
export const ConsumerUnknown = fault(
  'conflict',
  'dead_letters.consumer_unknown',
  'The service has no such consumer any more: the letter can only be discarded.',
);

/** The event failed again, and nothing was changed; `details.reason` says why. */
export const RequeueFailed = fault(
  'unprocessable',
  'dead_letters.requeue_failed',
  'The consumer could not take the event this time either; nothing was changed.',
);
