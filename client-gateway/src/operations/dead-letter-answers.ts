import { DeadLetterPage, IsId, ListDeadLettersRequest, type Owner, owners } from '@orderwire/contracts';
import { IsIn, IsOptional } from 'class-validator';

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
export class DeadLetters extends DeadLetterPage {
  /** Services that did not answer: their dead letters are missing here. */
  @IsIn(owners, { each: true })
  unavailable!: Owner[];
}
