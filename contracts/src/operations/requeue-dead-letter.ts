import { DeadLetterRequest } from './dead-letter-request.js';
import { DeadLetterSummary } from './dead-letter-view.js';
import {
  ConsumerUnknown,
  DeadLetterConsumed,
  DeadLetterNotFound,
  DeadLetterResolved,
  RequeueFailed,
} from './faults.js';
import { perOwner } from './owners.js';

export const RequeueDeadLetter = perOwner('requeue_dead_letter', {
  description:
    'Delivers the event to its consumer again, now. Its effect, the inbox row and the end of the dead letter are one transaction.',
  request: DeadLetterRequest,
  reply: DeadLetterSummary,
  faults: [DeadLetterNotFound, DeadLetterResolved, DeadLetterConsumed, ConsumerUnknown, RequeueFailed],
});
