import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import { PageMeta, PageRequest } from '../page.js';
import { IsId, IsText } from '../rules.js';
import { DeadLetterSummary, DeadLetterView } from './dead-letter-view.js';
import { perOwner } from './owners.js';
import {
  DeadLetterNotFound,
  DeadLetterResolved,
  DeadLetterConsumed,
  ConsumerUnknown,
  RequeueFailed,
} from './faults.js';

export class ListDeadLettersRequest extends PageRequest {
  /** Durable name, such as "orders_ms_settle_order". */
  @IsOptional()
  @IsText(200, 1)
  consumer?: string;

  @IsOptional()
  @IsText(200, 1)
  subject?: string;

  /** true: only resolved dead letters; default: only unresolved ones. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  resolved?: boolean;
}

export class DeadLetterPage {
  @ValidateNested({ each: true })
  @Type(() => DeadLetterSummary)
  data!: DeadLetterSummary[];

  @ValidateNested()
  @Type(() => PageMeta)
  meta!: PageMeta;
}

export class DeadLetterRequest {
  @IsId()
  id!: string;
}

export class DiscardDeadLetterRequest extends DeadLetterRequest {
  @IsText(500, 3)
  reason!: string;
}

export const ListDeadLetters = perOwner('list_dead_letters', {
  description: 'Events that consumers of the service gave up on, newest first.',
  request: ListDeadLettersRequest,
  reply: DeadLetterPage,
});

export const GetDeadLetter = perOwner('get_dead_letter', {
  description: 'One dead letter with its payload.',
  request: DeadLetterRequest,
  reply: DeadLetterView,
  faults: [DeadLetterNotFound],
});

export const RequeueDeadLetter = perOwner('requeue_dead_letter', {
  description:
    'Delivers the event to its consumer again, now. Its effect, the inbox row and the end of the dead letter are one transaction.',
  request: DeadLetterRequest,
  reply: DeadLetterSummary,
  faults: [DeadLetterNotFound, DeadLetterResolved, DeadLetterConsumed, ConsumerUnknown, RequeueFailed],
});

export const DiscardDeadLetter = perOwner('discard_dead_letter', {
  description: 'Discards the event permanently: its consumer ignores it in a replay, too.',
  request: DiscardDeadLetterRequest,
  reply: DeadLetterSummary,
  faults: [DeadLetterNotFound, DeadLetterResolved],
  example: { id: '019a0000-0000-7000-8000-000000000004', reason: 'A load test made it' },
});
