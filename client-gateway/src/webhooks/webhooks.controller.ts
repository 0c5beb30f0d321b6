import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreateWebhookEndpoint,
  CreateWebhookEndpointRequest,
  type CreatedWebhookEndpoint,
  type DeletedWebhookEndpoint,
  DeleteWebhookEndpoint,
  GetWebhookDelivery,
  GetWebhookEndpoint,
  ListWebhookDeliveries,
  ListWebhookDeliveriesRequest,
  ListWebhookEndpoints,
  PageRequest,
  ReplayWebhookDeliveries,
  ReplayWebhookDeliveriesRequest,
  ReplayWebhookDelivery,
  type RotatedWebhookSecret,
  RotateWebhookSecret,
  SendTestWebhook,
  UpdateWebhookEndpoint,
  UpdateWebhookEndpointRequest,
  type WebhookDeliveriesReplayed,
  type WebhookDeliveryPage,
  WebhookDeliveryRequest,
  type WebhookDeliverySummary,
  type WebhookDeliveryView,
  type WebhookEndpointPage,
  WebhookEndpointRequest,
  type WebhookEndpointView,
  webhookEventTypes,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

/** Webhooks that the shop receives. */
@ApiTags('Webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('endpoints')
  @Route(ListWebhookEndpoints, { summary: 'List webhook endpoints, newest first' })
  list(@ContractRequest() request: PageRequest): Promise<WebhookEndpointPage> {
    return this.rpc.request(ListWebhookEndpoints, request);
  }

  @Post('endpoints')
  @Route(CreateWebhookEndpoint, {
    summary: 'Register a webhook endpoint',
    description:
      `Events are posted to it as JSON \`{type, timestamp, data}\`, signed as [Standard Webhooks](https://www.standardwebhooks.com) ` +
      `says; \`data\` is the payload of the event in \`docs/subjects.md\`. \`secret\` is shown only here. ` +
      `\`events\`: \`*\`, all of one noun (\`order.*\`), or ${webhookEventTypes.map((type) => `\`${type}\``).join(', ')}.`,
    status: 201,
  })
  create(@ContractRequest() request: CreateWebhookEndpointRequest): Promise<CreatedWebhookEndpoint> {
    return this.rpc.request(CreateWebhookEndpoint, request);
  }

  @Get('endpoints/:endpointId')
  @Route(GetWebhookEndpoint, { summary: 'Get a webhook endpoint' })
  get(@ContractRequest() request: WebhookEndpointRequest): Promise<WebhookEndpointView> {
    return this.rpc.request(GetWebhookEndpoint, request);
  }

  @Patch('endpoints/:endpointId')
  @Route(UpdateWebhookEndpoint, {
    summary: 'Change a webhook endpoint, disable or enable it',
    description:
      'Absent fields stay unchanged. What waits for a disabled endpoint is sent when it is enabled.',
  })
  update(@ContractRequest() request: UpdateWebhookEndpointRequest): Promise<WebhookEndpointView> {
    return this.rpc.request(UpdateWebhookEndpoint, request);
  }

  @Delete('endpoints/:endpointId')
  @Route(DeleteWebhookEndpoint, { summary: 'Delete a webhook endpoint and its secret' })
  delete(@ContractRequest() request: WebhookEndpointRequest): Promise<DeletedWebhookEndpoint> {
    return this.rpc.request(DeleteWebhookEndpoint, request);
  }

  @Post('endpoints/:endpointId/rotate-secret')
  @Route(RotateWebhookSecret, {
    summary: 'Give a webhook endpoint a new secret',
    description: 'For 24 hours each webhook has two signatures, of the new and of the previous secret.',
  })
  rotate(@ContractRequest() request: WebhookEndpointRequest): Promise<RotatedWebhookSecret> {
    return this.rpc.request(RotateWebhookSecret, request);
  }

  @Post('endpoints/:endpointId/test')
  @Route(SendTestWebhook, {
    summary: 'Send a test event to a webhook endpoint',
    description: 'Its type is `webhook.test`. Read the delivery to see the response.',
    status: 201,
  })
  test(@ContractRequest() request: WebhookEndpointRequest): Promise<WebhookDeliverySummary> {
    return this.rpc.request(SendTestWebhook, request);
  }

  @Post('endpoints/:endpointId/replays')
  @Route(ReplayWebhookDeliveries, {
    summary: 'Replay the webhooks of an endpoint and a range of time',
    description:
      '`failed`: those whose attempts all failed. `missing`: events that were not queued for it, because it was disabled ' +
      'or had another filter. `all`: also those that were delivered. Repeat the request with `cursor` until `nextCursor` is null.',
  })
  replayRange(
    @ContractRequest() request: ReplayWebhookDeliveriesRequest,
  ): Promise<WebhookDeliveriesReplayed> {
    return this.rpc.request(ReplayWebhookDeliveries, request);
  }

  @Get('deliveries')
  @Route(ListWebhookDeliveries, { summary: 'List webhook deliveries, newest first' })
  deliveries(@ContractRequest() request: ListWebhookDeliveriesRequest): Promise<WebhookDeliveryPage> {
    return this.rpc.request(ListWebhookDeliveries, request);
  }

  @Get('deliveries/:deliveryId')
  @Route(GetWebhookDelivery, { summary: 'Get a webhook delivery with its request and responses' })
  delivery(@ContractRequest() request: WebhookDeliveryRequest): Promise<WebhookDeliveryView> {
    return this.rpc.request(GetWebhookDelivery, request);
  }

  @Post('deliveries/:deliveryId/replay')
  @Route(ReplayWebhookDelivery, {
    summary: 'Send a webhook again',
    description: 'With the same `webhook-id` and body, a new signature and all retries.',
  })
  replay(@ContractRequest() request: WebhookDeliveryRequest): Promise<WebhookDeliverySummary> {
    return this.rpc.request(ReplayWebhookDelivery, request);
  }
}
