import { IsParagraph } from '../../rules.js';
import { perOwner } from '../owners.js';
import {
  DeadLetterGroupProgress,
  DeadLetterGroupRequest,
  exampleGroup,
} from './dead-letter-group-request.js';
import { DeadLetterCountChanged } from './faults.js';

export class DiscardDeadLetterGroupRequest extends DeadLetterGroupRequest {
  @IsParagraph(500, 3)
  reason!: string;
}

export const DiscardDeadLetterGroup = perOwner('discard_dead_letter_group', {
  description:
    'Discards the events of a group permanently. One call works for a few seconds and returns a `cursor` for the next.',
  request: DiscardDeadLetterGroupRequest,
  reply: DeadLetterGroupProgress,
  faults: [DeadLetterCountChanged],
  audited: ['consumer', 'errorGroup', 'count'],
  timeoutMs: 15_000,
  example: { ...exampleGroup, reason: 'A load test made them' },
});
