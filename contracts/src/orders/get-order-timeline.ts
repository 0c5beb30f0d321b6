import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { IsId, IsTime, Nullable } from '../rules.js';
import { StandingFact } from './order-standing.js';
import { OrderNotFound } from './faults.js';

/** The steps of a timeline. */
export const timelineSteps = [
  'created',
  'payment_session_opened',
  'payment_session_failed',
  'payment_session_expired',
  'webhook_seen',
  'payment_delayed',
  'paid',
  'payment_failed',
  'payment_rejected',
  'status_changed',
  'parcel_shipped',
  'parcel_delivered',
  'assigned',
  'claimed',
  'cancelled',
  'refund_requested',
  'refunded',
  'refund_failed',
  'dispute_opened',
  'dispute_won',
  'dispute_lost',
  'fraud_warning',
  'review_opened',
  'review_closed',
] as const;

export type TimelineStep = (typeof timelineSteps)[number];

export class TimelineEntry {
  @IsId()
  id!: string;

  @IsIn(timelineSteps)
  step!: TimelineStep;

  /** When it happened; for a webhook: when it was received. */
  @IsTime()
  at!: string;

  /** The cause: the subject of a request or event, or a Stripe event id. */
  @IsString()
  cause!: string;

  /** Correlation id of the request that caused it. */
  @Nullable()
  @IsString()
  correlationId!: string | null;

  /** The entry as text. */
  @IsString()
  message!: string;

  /** Data for programs: ids, amounts, reasons. */
  @IsObject()
  @JSONSchema({ type: 'object', additionalProperties: true })
  details!: Record<string, unknown>;
}

/** Default of `limit`: 100, which holds the whole timeline of an ordinary order. */
export class GetOrderTimelineRequest extends PageRequest {
  @IsId()
  orderId!: string;
}

export class OrderTimeline extends Page {
  @IsId()
  orderId!: string;

  /** The facts that explain the order's status, on every page. */
  @ValidateNested({ each: true })
  @Type(() => StandingFact)
  standing!: StandingFact[];

  /** Oldest first. */
  @ValidateNested({ each: true })
  @Type(() => TimelineEntry)
  entries!: TimelineEntry[];
}

export const GetOrderTimeline = rpc('orders.timeline', {
  description: 'The timeline of one order, oldest entry first, and the facts that explain its status.',
  request: GetOrderTimelineRequest,
  reply: OrderTimeline,
  readOnly: true,
  access: 'anyone',
  callers: ['client-gateway'],
  faults: [OrderNotFound],
});
