import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { IsId, IsQueryBoolean, IsText, IsTime, Nullable } from '../rules.js';
import { owners, type Owner, perOwner } from './owners.js';

/** Selects events of the outbox (the last 14 days). Every field narrows the selection. */
export class ReplaySelection {
  @IsOptional()
  @IsText(200, 1)
  subject?: string;

  /** Published at this time or later. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Published before this time. */
  @IsOptional()
  @IsTime()
  to?: string;

  /** true: only count them and return the first ones. */
  @IsOptional()
  @IsQueryBoolean()
  dryRun?: boolean;

  /** The `cursor` of the previous reply, with the same selection. */
  @IsOptional()
  @IsText(500)
  cursor?: string;
}

export class ReplayEventsRequest extends ReplaySelection {
  /** The id of an order, product or account. */
  @IsOptional()
  @IsText(200, 1)
  aggregateId?: string;
}

/** An event of the outbox without its payload. */
export class ReplayedEvent {
  @IsId()
  id!: string;

  @IsString()
  subject!: string;

  @IsString()
  aggregateId!: string;

  @IsTime()
  publishedAt!: string;
}

/** The progress of a replay. */
export class ReplayProgress {
  @IsIn(owners)
  service!: Owner;

  @IsBoolean()
  dryRun!: boolean;

  /** Number of events that this call published, or would have published. */
  @IsInt()
  events!: number;

  /** The first events of a dry run. */
  @ValidateNested({ each: true })
  @Type(() => ReplayedEvent)
  first!: ReplayedEvent[];

  /** Repeat the request with it for the remaining events; null when there are none. */
  @Nullable()
  @IsString()
  cursor!: string | null;
}

export const ReplayEvents = perOwner('replay', {
  description:
    'Publishes events of the service again, in their original order. Consumers ignore the events they have already consumed. One call works for a few seconds and returns a `cursor` for the next.',
  request: ReplayEventsRequest,
  reply: ReplayProgress,
  timeoutMs: 15_000,
  example: { from: '2026-01-31T00:00:00Z', to: '2026-02-01T00:00:00Z', dryRun: true },
});
