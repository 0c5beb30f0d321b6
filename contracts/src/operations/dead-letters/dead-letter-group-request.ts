import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { IsId, IsText, IsTime, IsWholeNumber, Nullable } from '../../rules.js';
import { owners, type Owner } from '../owners.js';

/**
 * A group as the caller saw it: its open dead letters that are not newer than `lastAt`. It is
 * rejected when their number is not `count`.
 */
export class DeadLetterGroupRequest {
  /** Durable name. */
  @IsText(200, 1)
  consumer!: string;

  @IsText(32, 32)
  errorGroup!: string;

  @IsTime()
  lastAt!: string;

  @IsWholeNumber(1, 1_000_000_000)
  count!: number;

  /** The `cursor` of the previous reply, for the rest of the group. `count` is not compared again. */
  @IsOptional()
  @IsText(500)
  cursor?: string;
}

/** A dead letter that stays open. */
export class FailedDeadLetter {
  @IsId()
  id!: string;

  /** At most 1,000 characters. */
  @IsString()
  reason!: string;
}

/** The progress of one call. */
export class DeadLetterGroupProgress {
  @IsIn(owners)
  service!: Owner;

  /** Number of dead letters that this call resolved. */
  @IsInt()
  resolved!: number;

  /** Number of dead letters whose consumer failed again. They stay open. */
  @IsInt()
  failed!: number;

  /** The first 20 of them. */
  @ValidateNested({ each: true })
  @Type(() => FailedDeadLetter)
  failures!: FailedDeadLetter[];

  /** Repeat the request with it for the rest of the group; null when there is none. */
  @Nullable()
  @IsString()
  cursor!: string | null;
}

/** An example for the documentation. */
export const exampleGroup: DeadLetterGroupRequest = {
  consumer: 'orders_ms_settle_order',
  errorGroup: '9e107d9d372bb6826bd81d3542a419d6',
  lastAt: '2026-01-31T12:00:00.000Z',
  count: 17,
};
