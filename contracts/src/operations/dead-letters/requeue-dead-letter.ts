import { IsObject, IsOptional } from 'class-validator';
import { perOwner } from '../owners.js';
import { DeadLetterRequest } from './dead-letter-request.js';
import { DeadLetterSummary } from './dead-letter-view.js';
import {
  ConsumerUnknown,
  DeadLetterConsumed,
  DeadLetterNotFound,
  DeadLetterResolved,
  RequeueFailed,
} from './faults.js';

export class RequeueDeadLetterRequest extends DeadLetterRequest {
  /**
   * Only of admins. Delivered instead of the event's own payload; it must keep the rules of the event's
   * contract.
   * A token that {@link GetDeadLetter} shows as `[hidden]` keeps its value. Default: the payload as
   * received.
   */
  @IsOptional()
  @IsObject()
  payload?: Record<string, unknown>;
}

export const RequeueDeadLetter = perOwner('requeue_dead_letter', {
  description:
    'Delivers the event to its consumer again, now. Its effect, the inbox row and the end of the dead letter are one transaction. Only admins may edit the payload, which is stored beside the original, also when the consumer fails again.',
  request: RequeueDeadLetterRequest,
  reply: DeadLetterSummary,
  faults: [DeadLetterNotFound, DeadLetterResolved, DeadLetterConsumed, ConsumerUnknown, RequeueFailed],
  presenceAudited: ['payload'],
  example: {
    id: '019a0000-0000-7000-8000-000000000004',
    payload: { orderId: '019a0000-0000-7000-8000-000000000001', amount: 1250 },
  },
});
