import { perOwner } from '../owners.js';
import {
  DeadLetterGroupProgress,
  DeadLetterGroupRequest,
  exampleGroup,
} from './dead-letter-group-request.js';
import { ConsumerUnknown, DeadLetterCountChanged } from './faults.js';

export const RequeueDeadLetterGroup = perOwner('requeue_dead_letter_group', {
  description:
    'Requeues the dead letters of a group, oldest first, each in a transaction of its own. One that fails again stays open. One call works for a few seconds and returns a `cursor` for the next.',
  request: DeadLetterGroupRequest,
  reply: DeadLetterGroupProgress,
  faults: [DeadLetterCountChanged, ConsumerUnknown],
  audited: ['consumer', 'errorGroup', 'count'],
  timeoutMs: 15_000,
  example: exampleGroup,
});
