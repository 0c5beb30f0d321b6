import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { Page, PageRequest } from '../../page.js';
import { IsText, IsTime } from '../../rules.js';
import { perOwner } from '../owners.js';
import { DeadLetterSummary } from './dead-letter-view.js';

/** `resolved`: requeued or discarded. */
export const deadLetterStates = ['open', 'resolved', 'requeued', 'discarded'] as const;

export type DeadLetterState = (typeof deadLetterStates)[number];

/** Every field narrows the list. */
export class ListDeadLettersRequest extends PageRequest {
  /** Durable name, such as "orders_ms_settle_order". */
  @IsOptional()
  @IsText(200, 1)
  consumer?: string;

  @IsOptional()
  @IsText(200, 1)
  subject?: string;

  /** Of {@link ListDeadLetterGroups}. */
  @IsOptional()
  @IsText(32, 32)
  errorGroup?: string;

  /** Default: open. */
  @IsOptional()
  @IsIn(deadLetterStates)
  state?: DeadLetterState;

  /** Became a dead letter at this time or later. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Became a dead letter before this time. */
  @IsOptional()
  @IsTime()
  to?: string;
}

export class DeadLetterPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => DeadLetterSummary)
  data!: DeadLetterSummary[];
}

export const ListDeadLetters = perOwner('list_dead_letters', {
  description: 'Events that consumers of the service gave up on, newest first.',
  request: ListDeadLettersRequest,
  reply: DeadLetterPage,
});
