import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { IsId, IsText, IsTime } from '../rules.js';
import {
  webhookDeliveryStatuses,
  type WebhookDeliveryStatus,
  WebhookDeliverySummary,
} from './webhook-delivery-view.js';

export class ListWebhookDeliveriesRequest extends PageRequest {
  @IsOptional()
  @IsId()
  endpointId?: string;

  /** Exact type of the event. */
  @IsOptional()
  @IsText(64, 1)
  type?: string;

  @IsOptional()
  @IsIn(webhookDeliveryStatuses)
  status?: WebhookDeliveryStatus;

  @IsOptional()
  @IsId()
  orderId?: string;

  /** Created at or after. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Created before. */
  @IsOptional()
  @IsTime()
  to?: string;
}

export class WebhookDeliveryPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => WebhookDeliverySummary)
  data!: WebhookDeliverySummary[];
}

export const ListWebhookDeliveries = rpc('webhooks.list_deliveries', {
  description: 'The log of webhook deliveries of the last 30 days, newest first.',
  request: ListWebhookDeliveriesRequest,
  reply: WebhookDeliveryPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
