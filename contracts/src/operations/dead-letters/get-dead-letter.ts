import { DeadLetterRequest } from './dead-letter-request.js';
import { DeadLetterView } from './dead-letter-view.js';
import { DeadLetterNotFound } from './faults.js';
import { perOwner } from '../owners.js';

export const GetDeadLetter = perOwner('get_dead_letter', {
  description: 'One dead letter with its payload.',
  request: DeadLetterRequest,
  reply: DeadLetterView,
  faults: [DeadLetterNotFound],
});
