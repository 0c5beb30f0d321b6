import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import { PageMeta, PageRequest } from '../page.js';
import { IsId, IsText } from '../rules.js';
import { DeadLetterSummary, DeadLetterView } from './dead-letter-view.js';
import { perOwner } from './owners.js';

export class ListDeadLettersRequest extends PageRequest {
  /** Durable name, like "orders_ms_settle_order". */
  @IsOptional()
  @IsText(200, 1)
  consumer?: string;

  @IsOptional()
  @IsText(200, 1)
  subject?: string;

  /** true: only those that somebody resolved. Absent or false: only those that wait for somebody. */
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

/** Why an event is given up for good. */
export class Discarding {
  @IsText(500, 3)
  reason!: string;
}

export class DiscardDeadLetterRequest extends Discarding {
  @IsId()
  id!: string;
}

/** Events a service's consumers gave up on, the latest first. */
export const ListDeadLetters = perOwner('list_dead_letters', ListDeadLettersRequest, DeadLetterPage);

/** One dead letter with what it says. Fault: dead_letters.not_found. */
export const GetDeadLetter = perOwner('get_dead_letter', DeadLetterRequest, DeadLetterView);

/**
 * Gives the event to its consumer again, now: its effect, its inbox mark and the letter's end are one transaction. Faults:
 * dead_letters.not_found, .resolved, .taken, .consumer_unknown, and .requeue_failed when it failed again.
 */
export const RequeueDeadLetter = perOwner('requeue_dead_letter', DeadLetterRequest, DeadLetterSummary);

/**
 * Gives the event up for good: this consumer will not take it from a replay either. Faults: dead_letters.not_found,
 * dead_letters.resolved.
 */
export const DiscardDeadLetter = perOwner('discard_dead_letter', DiscardDeadLetterRequest, DeadLetterSummary);
