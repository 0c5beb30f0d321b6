import {
  DeadLetterPage,
  DeadLetterRequest,
  DiscardDeadLetterRequest,
  IsId,
  ListDeadLettersRequest,
  type Owner,
  owners,
  ReplayProgress,
  ReplaySelection,
} from '@orderwire/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';

/** Default: the dead letters of all services. */
export class DeadLetterQuery extends ListDeadLettersRequest {
  @IsOptional()
  @IsIn(owners)
  service?: Owner;
}

export class DeadLetterPath extends DeadLetterRequest {
  @IsIn(owners)
  service!: Owner;
}

export class DiscardDeadLetterInput extends DiscardDeadLetterRequest {
  @IsIn(owners)
  service!: Owner;
}

/** Latest first. */
export class DeadLetterList extends DeadLetterPage {
  /** Services that did not reply: their dead letters are missing here. */
  @IsIn(owners, { each: true })
  unavailable!: Owner[];
}

/** Selects the events to replay; default: those of all services. */
export class ReplayRequest extends ReplaySelection {
  @IsOptional()
  @IsIn(owners)
  service?: Owner;

  @IsOptional()
  @IsId()
  orderId?: string;
}

/** The progress of each service: repeat the request with its `cursor` until that is null. */
export class ReplayResponse {
  @ValidateNested({ each: true })
  @Type(() => ReplayProgress)
  data!: ReplayProgress[];

  /** Services that did not reply: repeat the request for each of them. */
  @IsIn(owners, { each: true })
  unavailable!: Owner[];
}
