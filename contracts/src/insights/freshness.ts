import { IsInt } from 'class-validator';
import { IsTime, Nullable } from '../rules.js';

/** How old the figures of the read models are. */
export class Freshness {
  /** When the newest counted event happened; null before the first one. */
  @Nullable()
  @IsTime()
  asOf!: string | null;

  /** Whole seconds from that event until it was counted. */
  @IsInt()
  lagSeconds!: number;

  /** When the read models were last built completely; null while that happens for the first time. */
  @Nullable()
  @IsTime()
  builtAt!: string | null;
}
