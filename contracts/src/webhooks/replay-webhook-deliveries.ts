import { IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId, IsText, IsTime, Nullable } from '../rules.js';
import { WebhookEndpointDisabled, WebhookEndpointNotFound } from './faults.js';

/**
 * `failed`: deliveries whose attempts all failed. `missing`: events that match the filter and were not
 * queued for the endpoint, because it was disabled, is newer, or had another filter. `all`: every
 * delivery, also those that were delivered.
 */
export const webhookReplays = ['failed', 'missing', 'all'] as const;

export type WebhookReplay = (typeof webhookReplays)[number];

/** Webhooks that one request replays at most. */
export const MAX_WEBHOOK_REPLAY = 1_000;

export class ReplayWebhookDeliveriesRequest {
  @IsId()
  endpointId!: string;

  @IsIn(webhookReplays)
  which!: WebhookReplay;

  /** Queued at or after. */
  @IsTime()
  from!: string;

  /** Queued before. */
  @IsTime()
  to!: string;

  /** `nextCursor` of the request before. */
  @IsOptional()
  @IsText(500)
  cursor?: string;
}

export class WebhookDeliveriesReplayed {
  @IsInt()
  replayed!: number;

  /** Repeat the request with it as `cursor` until it is null, also when nothing was replayed. */
  @Nullable()
  @IsString()
  nextCursor!: string | null;
}

export const ReplayWebhookDeliveries = rpc('webhooks.replay_deliveries', {
  description: `Replays webhooks of one endpoint and a range of time, oldest first, at most ${MAX_WEBHOOK_REPLAY} per request.`,
  request: ReplayWebhookDeliveriesRequest,
  reply: WebhookDeliveriesReplayed,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [WebhookEndpointNotFound, WebhookEndpointDisabled],
  audited: ['which', 'from', 'to'],
  example: {
    endpointId: '019a0000-0000-7000-8000-000000000001',
    which: 'failed',
    from: '2026-11-01T00:00:00Z',
    to: '2026-11-02T00:00:00Z',
  },
});
