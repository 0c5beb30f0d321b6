import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsObject, IsString, ValidateNested } from 'class-validator';
import { IsId, IsTime, Nullable } from '../../rules.js';
import { owners, type Owner } from '../owners.js';

/** How a dead letter was resolved. */
export const resolutions = ['requeued', 'discarded'] as const;

export type Resolution = (typeof resolutions)[number];

/** A dead letter without its payload. */
export class DeadLetterSummary {
  @IsId()
  id!: string;

  /** The service of the consumer. */
  @IsIn(owners)
  service!: Owner;

  /** Durable name of the consumer that gave up. */
  @IsString()
  consumer!: string;

  @IsString()
  eventId!: string;

  @IsString()
  subject!: string;

  /** The error of the last attempt; at most 10,000 characters. */
  @IsString()
  reason!: string;

  /** Number of attempts. */
  @IsInt()
  attempts!: number;

  @IsTime()
  diedAt!: string;

  /** null while it is unresolved. */
  @Nullable()
  @IsTime()
  resolvedAt!: string | null;

  @Nullable()
  @IsIn(resolutions)
  resolution!: Resolution | null;

  /** Account id of the staff member who resolved it. */
  @Nullable()
  @IsString()
  resolvedBy!: string | null;

  /** Why it was discarded. */
  @Nullable()
  @IsString()
  resolvedReason!: string | null;
}

/** A payload with which staff requeued a dead letter. It may contain personal data. */
export class EditedPayload {
  /** As {@link DeadLetterView.payload}. */
  @IsString()
  payload!: string;

  /** As {@link DeadLetterView.event}. */
  @Nullable()
  @IsObject()
  event!: Record<string, unknown> | null;

  /** Account id of the staff member who edited it. */
  @Nullable()
  @IsString()
  editedBy!: string | null;

  @IsTime()
  editedAt!: string;

  /** Whether the consumer consumed it. */
  @IsBoolean()
  consumed!: boolean;

  /** Why the consumer failed on it, at most 10,000 characters; null when it did not. */
  @Nullable()
  @IsString()
  reason!: string | null;
}

/** A dead letter with its payload. It may contain personal data and must not be logged. */
export class DeadLetterView extends DeadLetterSummary {
  /**
   * The payload as received, with one-time tokens removed. One of more than about 250 kB is cut to
   * 65,536 characters; requeuing uses all of it.
   */
  @IsString()
  payload!: string;

  /** The payload as JSON; null when it is not an object, or was cut. */
  @Nullable()
  @IsObject()
  event!: Record<string, unknown> | null;

  @IsObject()
  headers!: Record<string, string>;

  /** The newest edited payload; null without one. */
  @Nullable()
  @ValidateNested()
  @Type(() => EditedPayload)
  edited!: EditedPayload | null;
}
