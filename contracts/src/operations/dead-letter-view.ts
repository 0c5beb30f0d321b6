import { IsIn, IsInt, IsObject, IsString } from 'class-validator';
import { IsId, IsTime, Nullable } from '../rules.js';
import { owners, type Owner } from './owners.js';

/** How a dead letter came to an end. */
export const resolutions = ['requeued', 'discarded'] as const;

export type Resolution = (typeof resolutions)[number];

/** An event that a consumer gave up on, without what it says. */
export class DeadLetterSummary {
  @IsId()
  id!: string;

  /** Whose dead letter it is. */
  @IsIn(owners)
  service!: Owner;

  /** Durable name of the consumer that gave up. */
  @IsString()
  consumer!: string;

  @IsString()
  eventId!: string;

  @IsString()
  subject!: string;

  /** Why the last try failed. */
  @IsString()
  reason!: string;

  /** How often it was tried. */
  @IsInt()
  attempts!: number;

  @IsTime()
  diedAt!: string;

  /** null while somebody has to look at it. */
  @Nullable()
  @IsTime()
  resolvedAt!: string | null;

  @Nullable()
  @IsIn(resolutions)
  resolution!: Resolution | null;

  /** Account of who resolved it. */
  @Nullable()
  @IsString()
  resolvedBy!: string | null;

  /** Why it was discarded. */
  @Nullable()
  @IsString()
  resolvedReason!: string | null;
}

/** A dead letter with what it says, but for tokens. It may hold personal data: for staff's eyes, never for a log. */
export class DeadLetterView extends DeadLetterSummary {
  /** As it came, but for one-time tokens: they are hidden. */
  @IsString()
  payload!: string;

  /** The payload read as JSON; null when it is not an object. */
  @Nullable()
  @IsObject()
  event!: Record<string, unknown> | null;

  @IsObject()
  headers!: Record<string, string>;
}
