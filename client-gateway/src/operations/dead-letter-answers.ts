import {
  DeadLetterSummary,
  IsId,
  ListDeadLettersRequest,
  type Owner,
  owners,
  PageMeta,
} from '@orderwire/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';

/** Which dead letters; without a service those of all. */
export class DeadLettersQuery extends ListDeadLettersRequest {
  @IsOptional()
  @IsIn(owners)
  service?: Owner;
}

/** One dead letter: whose, and which. */
export class DeadLetterPath {
  @IsIn(owners)
  service!: Owner;

  @IsId()
  id!: string;
}

/** Dead letters of one service or of all, the latest first. */
export class DeadLetters {
  @ValidateNested({ each: true })
  @Type(() => DeadLetterSummary)
  data!: DeadLetterSummary[];

  @ValidateNested()
  @Type(() => PageMeta)
  meta!: PageMeta;

  /** Services that did not answer: their dead letters are missing here. */
  @IsIn(owners, { each: true })
  unavailable!: Owner[];
}
