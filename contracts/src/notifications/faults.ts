import { fault } from '../fault.js';

/** No message with this id; the delivery log is kept for a limited time. */
export const MessageNotFound = fault(
  'not_found',
  'notifications.message_not_found',
  'There is no such message.',
);

/** The message is about to be sent. */
export const MessageQueued = fault(
  'conflict',
  'notifications.message_queued',
  'This message is queued already: it is sent as soon as possible.',
);

/** Web Push needs keys, which the operator configures. */
export const PushUnavailable = fault(
  'not_found',
  'notifications.push_unavailable',
  'This shop sends no push messages.',
);
