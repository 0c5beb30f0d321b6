import { IsId, type Owner, owners, ReplayProgress, ReplaySelection } from '@orderwire/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';

/** Which events to publish again; without a service those of all. */
export class ReplayRequest extends ReplaySelection {
  @IsOptional()
  @IsIn(owners)
  service?: Owner;

  @IsOptional()
  @IsId()
  orderId?: string;
}

/** How far each service came: ask for it again with its `cursor` until that is null. */
export class Replays {
  @ValidateNested({ each: true })
  @Type(() => ReplayProgress)
  data!: ReplayProgress[];

  /** Services that did not answer: ask for each of them again. */
  @IsIn(owners, { each: true })
  unavailable!: Owner[];
}
