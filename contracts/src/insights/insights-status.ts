import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsString, ValidateNested } from 'class-validator';
import { IsTime, Nullable } from '../rules.js';
import { Freshness } from './freshness.js';

/** The facts of one subject that a rebuild has read so far. */
export class RebuiltSubject {
  @IsString()
  subject!: string;

  @IsInt()
  facts!: number;

  /** Whether all of them were read. */
  @IsBoolean()
  complete!: boolean;
}

/** A rebuild in progress. */
export class RebuildProgress {
  /** Of the read models that it fills. */
  @IsInt()
  generation!: number;

  @IsTime()
  startedAt!: string;

  @ValidateNested({ each: true })
  @Type(() => RebuiltSubject)
  subjects!: RebuiltSubject[];
}

/** The read models: how old they are and what they count. */
export class InsightsStatus {
  /** Of the read models that dashboards are read from. */
  @IsInt()
  generation!: number;

  @ValidateNested()
  @Type(() => Freshness)
  freshness!: Freshness;

  /** Orders that were placed, in all currencies. */
  @IsInt()
  orders!: number;

  @IsInt()
  paidOrders!: number;

  @IsInt()
  refunds!: number;

  @IsInt()
  disputes!: number;

  /** Null when the read models are complete. */
  @Nullable()
  @ValidateNested()
  @Type(() => RebuildProgress)
  rebuild!: RebuildProgress | null;
}
