import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { IsId, IsText, IsTime, Nullable } from '../rules.js';
import { owners, type Owner, perOwner } from './owners.js';

/** Which events; every field narrows, none is all that are kept (14 days). */
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

  /** true: only count and show the first of them. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  dryRun?: boolean;

  /** Where the last answer stopped: pass its `cursor` with the same selection. */
  @IsOptional()
  @IsText(500)
  cursor?: string;
}

export class ReplayEventsRequest extends ReplaySelection {
  /** The id whose events they are: an order's, a product's, an account's. */
  @IsOptional()
  @IsText(200, 1)
  aggregateId?: string;
}

/** An event as the outbox keeps it, without what it says. */
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

/** How far a replay came. */
export class ReplayProgress {
  @IsIn(owners)
  service!: Owner;

  @IsBoolean()
  dryRun!: boolean;

  /** As many as this call published, or would have: the sum over all calls is the whole. */
  @IsInt()
  events!: number;

  /** Of a dry run: the first of them. */
  @ValidateNested({ each: true })
  @Type(() => ReplayedEvent)
  first!: ReplayedEvent[];

  /** Ask again with it for the rest, also of a dry run; null when there is none. */
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
