import { Type } from 'class-transformer';
import { IsIn, IsInt, IsObject, IsString, ValidateNested } from 'class-validator';
import { IsId, IsTime, Nullable } from '../rules.js';

/** `failed`: all attempts failed. It can be replayed. */
export const webhookDeliveryStatuses = ['waiting', 'sending', 'delivered', 'failed'] as const;

export type WebhookDeliveryStatus = (typeof webhookDeliveryStatuses)[number];

/**
 * `refused`: the status was not 2xx. `redirected`: it was 3xx, which is never followed. `unreachable`: no
 * connection, or no response over it. `address_refused`: the URL led to an address that is not public.
 * `unsigned`: the secret could not be read.
 */
export const webhookOutcomes = [
  'delivered',
  'refused',
  'redirected',
  'timed_out',
  'unreachable',
  'address_refused',
  'unsigned',
] as const;

export type WebhookOutcome = (typeof webhookOutcomes)[number];

/** One event for one endpoint. */
export class WebhookDeliverySummary {
  @IsId()
  id!: string;

  @IsId()
  endpointId!: string;

  /** The `webhook-id` header: the same for all endpoints and attempts. */
  @IsString()
  eventId!: string;

  @IsString()
  type!: string;

  /** Null for an event that is not about an order. */
  @Nullable()
  @IsId()
  orderId!: string | null;

  @IsIn(webhookDeliveryStatuses)
  status!: WebhookDeliveryStatus;

  /** Since the event, replays included. */
  @IsInt()
  attempts!: number;

  /** Null when no attempt is planned. */
  @Nullable()
  @IsTime()
  nextAttemptAt!: string | null;

  /** HTTP status of the last attempt; null without a response. */
  @Nullable()
  @IsInt()
  lastStatus!: number | null;

  /** Why the last attempt failed. */
  @Nullable()
  @IsString()
  lastError!: string | null;

  @IsTime()
  createdAt!: string;

  @Nullable()
  @IsTime()
  deliveredAt!: string | null;
}

/** One POST, and the response. */
export class WebhookAttemptView {
  @IsInt()
  number!: number;

  @IsTime()
  at!: string;

  @IsInt()
  durationMs!: number;

  @IsIn(webhookOutcomes)
  outcome!: WebhookOutcome;

  @Nullable()
  @IsInt()
  status!: number | null;

  @Nullable()
  @IsString()
  error!: string | null;

  @IsObject()
  requestHeaders!: Record<string, string>;

  /** The headers that help to find an error. */
  @IsObject()
  responseHeaders!: Record<string, string>;

  /** The first 4 KB. */
  @IsString()
  responseBody!: string;
}

export class WebhookDeliveryView extends WebhookDeliverySummary {
  /** The exact text of all requests. */
  @IsString()
  requestBody!: string;

  /** The last ten, newest first. */
  @ValidateNested({ each: true })
  @Type(() => WebhookAttemptView)
  log!: WebhookAttemptView[];
}

/** Names one delivery. */
export class WebhookDeliveryRequest {
  @IsId()
  deliveryId!: string;
}
