import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Page, PageRequest } from '../../page.js';
import { IsId, IsText, IsTime } from '../../rules.js';
import { owners, type Owner, perOwner } from '../owners.js';

export class ListDeadLetterGroupsRequest extends PageRequest {
  /** Durable name. */
  @IsOptional()
  @IsText(200, 1)
  consumer?: string;
}

/** The open dead letters of one consumer with the same error. */
export class DeadLetterGroup {
  @IsIn(owners)
  service!: Owner;

  /** Durable name of the consumer that gave up. */
  @IsString()
  consumer!: string;

  @IsString()
  subject!: string;

  /** Identifies the error within the consumer. */
  @IsString()
  errorGroup!: string;

  /** The first 500 characters of the reason, with `#` for each word that has a digit or an `@`. */
  @IsString()
  error!: string;

  @IsInt()
  count!: number;

  /** When its oldest and its newest became dead letters. */
  @IsTime()
  firstAt!: string;

  @IsTime()
  lastAt!: string;

  /** The id of one of its dead letters. */
  @IsId()
  exampleId!: string;
}

export class DeadLetterGroupPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => DeadLetterGroup)
  data!: DeadLetterGroup[];
}

export const ListDeadLetterGroups = perOwner('list_dead_letter_groups', {
  description:
    'Open dead letters of the service by consumer and error, those with the newest dead letter first. Ids and numbers in the error do not count.',
  request: ListDeadLetterGroupsRequest,
  reply: DeadLetterGroupPage,
  readOnly: true,
});
