import {
  ConsumerView,
  DeadLetterGroupPage,
  DeadLetterGroupRequest,
  DeadLetterPage,
  DeadLetterRequest,
  DiscardDeadLetterGroupRequest,
  DiscardDeadLetterRequest,
  IsId,
  ListDeadLetterGroupsRequest,
  ListDeadLettersRequest,
  OutboxView,
  type Owner,
  owners,
  ReplayProgress,
  ReplaySelection,
  RequeueDeadLetterRequest,
  StreamView,
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

export class RequeueDeadLetterInput extends RequeueDeadLetterRequest {
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

/** Default: the groups of all services. */
export class DeadLetterGroupQuery extends ListDeadLetterGroupsRequest {
  @IsOptional()
  @IsIn(owners)
  service?: Owner;
}

/** Latest first. */
export class DeadLetterGroupList extends DeadLetterGroupPage {
  /** Services that did not reply: their groups are missing here. */
  @IsIn(owners, { each: true })
  unavailable!: Owner[];
}

export class DeadLetterGroupInput extends DeadLetterGroupRequest {
  @IsIn(owners)
  service!: Owner;
}

export class DiscardDeadLetterGroupInput extends DiscardDeadLetterGroupRequest {
  @IsIn(owners)
  service!: Owner;
}

/** A stream with the consumers of all services, by name. */
export class StreamDetails extends StreamView {
  @ValidateNested({ each: true })
  @Type(() => ConsumerView)
  consumers!: ConsumerView[];
}

export class StreamList {
  /** Empty while the stream does not exist. */
  @ValidateNested({ each: true })
  @Type(() => StreamDetails)
  data!: StreamDetails[];

  /** Services that did not reply: their consumers are missing here. */
  @IsIn(owners, { each: true })
  unavailable!: Owner[];
}

export class OutboxList {
  @ValidateNested({ each: true })
  @Type(() => OutboxView)
  data!: OutboxView[];

  /** Services that did not reply: their outboxes are missing here. */
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
