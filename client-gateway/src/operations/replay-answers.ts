import { IsId, Nullable, type Owner, owners, ReplayedEvent, ReplaySelection } from '@orderwire/contracts';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';

/** Which events to publish again; without a service those of all. */
export class ReplayOrder extends ReplaySelection {
  @IsOptional()
  @IsIn(owners)
  service?: Owner;

  @IsOptional()
  @IsId()
  orderId?: string;
}

/** How far one service came. */
export class ServiceReplay {
  @IsIn(owners)
  service!: Owner;

  @IsBoolean()
  dryRun!: boolean;

  /** As many as this request published, or would have. */
  @IsInt()
  events!: number;

  /** Of a dry run: the first of them. */
  @ValidateNested({ each: true })
  @Type(() => ReplayedEvent)
  first!: ReplayedEvent[];

  /** Ask for this service again with it until it is null. */
  @Nullable()
  @IsString()
  cursor!: string | null;
}

export class Replays {
  @ValidateNested({ each: true })
  @Type(() => ServiceReplay)
  data!: ServiceReplay[];

  /** Services that did not answer: ask for each of them again. */
  @IsIn(owners, { each: true })
  unavailable!: Owner[];
}
