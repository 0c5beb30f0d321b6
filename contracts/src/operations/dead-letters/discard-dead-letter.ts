import { IsParagraph } from '../../rules.js';
import { DeadLetterRequest } from './dead-letter-request.js';
import { DeadLetterSummary } from './dead-letter-view.js';
import { DeadLetterNotFound, DeadLetterResolved } from './faults.js';
import { perOwner } from '../owners.js';

export class DiscardDeadLetterRequest extends DeadLetterRequest {
  @IsParagraph(500, 3)
  reason!: string;
}

export const DiscardDeadLetter = perOwner('discard_dead_letter', {
  description: 'Discards the event permanently: its consumer ignores it in a replay, too.',
  request: DiscardDeadLetterRequest,
  reply: DeadLetterSummary,
  faults: [DeadLetterNotFound, DeadLetterResolved],
  example: { id: '019a0000-0000-7000-8000-000000000004', reason: 'A load test made it' },
});
