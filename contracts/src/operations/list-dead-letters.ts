import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { Page, PageRequest } from '../page.js';
import { IsQueryBoolean, IsText } from '../rules.js';
import { DeadLetterSummary } from './dead-letter-view.js';
import { perOwner } from './owners.js';

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
  @IsQueryBoolean()
  resolved?: boolean;
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
