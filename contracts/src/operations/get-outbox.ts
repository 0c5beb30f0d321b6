import { IsIn, IsInt } from 'class-validator';
import { EmptyRequest } from '../empty-request.js';
import { Nullable } from '../rules.js';
import { owners, type Owner, perOwner } from './owners.js';

/** Larger numbers are shown as this one. */
export const MAX_COUNTED = 100_000;

/** The outbox and the inbox of a service. Each number is at most {@link MAX_COUNTED}. */
export class OutboxView {
  @IsIn(owners)
  service!: Owner;

  /** Committed events that are not published yet. */
  @IsInt()
  unpublished!: number;

  /** Of the unpublished event that is first in order; null without one. */
  @Nullable()
  @IsInt()
  oldestAgeSeconds!: number | null;

  @IsInt()
  publishedLastMinute!: number;

  @IsInt()
  publishedLastHour!: number;

  /** By all consumers of the service. */
  @IsInt()
  consumedLastMinute!: number;

  @IsInt()
  consumedLastHour!: number;
}

export const GetOutbox = perOwner('get_outbox', {
  description:
    'How many events of the service wait for their publication and since when, and how many it published and consumed.',
  request: EmptyRequest,
  reply: OutboxView,
  readOnly: true,
});
