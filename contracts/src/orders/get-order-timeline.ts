import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { rpc } from '../contract.js';
import { IsId, IsTime, Nullable } from '../rules.js';
import { OrderRequest } from './get-order.js';
import { StandingFact } from './order-standing.js';
import { OrderNotFound } from './faults.js';

/** Every step an order's timeline can record. */
export const timelineSteps = [
  'created',
  'payment_session_opened',
  'payment_session_failed',
  'payment_session_expired',
  'webhook_seen',
  'paid',
  'payment_failed',
  'payment_rejected',
  'status_changed',
  'assigned',
  'claimed',
  'cancelled',
  'refund_requested',
  'refunded',
  'refund_failed',
  'dispute_opened',
  'dispute_won',
  'dispute_lost',
] as const;

export type TimelineStep = (typeof timelineSteps)[number];

export class TimelineEntry {
  @IsId()
  id!: string;

  @IsIn(timelineSteps)
  step!: TimelineStep;

  /** When it happened (for a webhook: when it reached us). */
  @IsTime()
  at!: string;

  /** What brought it about: the request's or event's subject, or Stripe's event id. */
  @IsString()
  cause!: string;

  /** Follows the request that began it through every service's log. */
  @Nullable()
  @IsString()
  correlationId!: string | null;

  /** What happened, in words for people. */
  @IsString()
  message!: string;

  /** What programs may want: ids, amounts, reasons. */
  @IsObject()
  @JSONSchema({ type: 'object', additionalProperties: true })
  details!: Record<string, unknown>;
}

export class OrderTimeline {
  @IsId()
  orderId!: string;

  /** Where the order stands and why: what it waits for and until when, then what its refunds and disputes do. */
  @ValidateNested({ each: true })
  @Type(() => StandingFact)
  standing!: StandingFact[];

  /** Oldest first. */
  @ValidateNested({ each: true })
  @Type(() => TimelineEntry)
  entries!: TimelineEntry[];
}

export const GetOrderTimeline = rpc('orders.timeline', {
  description: 'All timeline entries of one order, and the facts that explain its status.',
  request: OrderRequest,
  reply: OrderTimeline,
  access: 'anyone',
  faults: [OrderNotFound],
});
