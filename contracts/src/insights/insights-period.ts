import { IsOptional } from 'class-validator';
import { IsCurrencyCode, IsTime } from '../rules.js';

/** A period whose figures are read. Both times are rounded to whole hours, UTC. */
export class InsightsPeriod {
  /** Included, rounded down. */
  @IsTime()
  from!: string;

  /** Excluded, rounded up. After `from`, and at most three years later. */
  @IsTime()
  to!: string;

  /** Default: the currency with the most orders in the period. */
  @IsOptional()
  @IsCurrencyCode()
  currency?: string;
}
