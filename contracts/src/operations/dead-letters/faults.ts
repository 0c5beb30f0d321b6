import { fault } from '../../fault.js';

/** No dead letter with this id in this service. */
export const DeadLetterNotFound = fault(
  'not_found',
  'dead_letters.not_found',
  'This service has no such dead letter.',
);

/**
 * The dead letter is resolved already; `details` has `resolution`, `resolvedAt` and `resolvedBy`.
 */
export const DeadLetterResolved = fault(
  'conflict',
  'dead_letters.resolved',
  'This dead letter has been resolved already.',
);

/**
 * The consumer has consumed the event since, by a replay or another delivery. `details.takenAt` is
 * the time.
 */
export const DeadLetterConsumed = fault(
  'conflict',
  'dead_letters.taken',
  'The consumer has consumed this event since: the dead letter can only be discarded.',
);

/** The service has no consumer of this name any more; `details.consumer` is the name. */
export const ConsumerUnknown = fault(
  'conflict',
  'dead_letters.consumer_unknown',
  'The service has no such consumer any more: the dead letter can only be discarded.',
);

/** The group has another number of open dead letters; `details.count` is the number. */
export const DeadLetterCountChanged = fault(
  'conflict',
  'dead_letters.count_changed',
  'The group has changed since: list it again.',
);

/**
 * The handler failed again and the dead letter stays open; `details.reason` has the error. Only an
 * edited payload is stored.
 */
export const RequeueFailed = fault(
  'unprocessable',
  'dead_letters.requeue_failed',
  'The consumer failed again; the dead letter stays open.',
);
