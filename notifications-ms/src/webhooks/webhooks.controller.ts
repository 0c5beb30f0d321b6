import { Controller } from '@nestjs/common';
import {
  type CreatedWebhookEndpoint,
  CreateWebhookEndpoint,
  type CreateWebhookEndpointRequest,
  type DeletedWebhookEndpoint,
  DeleteWebhookEndpoint,
  GetWebhookDelivery,
  GetWebhookEndpoint,
  ListWebhookDeliveries,
  type ListWebhookDeliveriesRequest,
  ListWebhookEndpoints,
  type PageRequest,
  ReplayWebhookDeliveries,
  type ReplayWebhookDeliveriesRequest,
  ReplayWebhookDelivery,
  type RotatedWebhookSecret,
  RotateWebhookSecret,
  SendTestWebhook,
  UpdateWebhookEndpoint,
  type UpdateWebhookEndpointRequest,
  type WebhookDeliveriesReplayed,
  type WebhookDeliveryPage,
  type WebhookDeliveryRequest,
  type WebhookDeliverySummary,
  type WebhookDeliveryView,
  type WebhookEndpointPage,
  type WebhookEndpointRequest,
  type WebhookEndpointView,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { CreateWebhookEndpointUseCase } from '../webhook-endpoints/create-webhook-endpoint.use-case.js';
import { DeleteWebhookEndpointUseCase } from '../webhook-endpoints/delete-webhook-endpoint.use-case.js';
import { GetWebhookEndpointUseCase } from '../webhook-endpoints/get-webhook-endpoint.use-case.js';
import { ListWebhookEndpointsUseCase } from '../webhook-endpoints/list-webhook-endpoints.use-case.js';
import { RotateWebhookSecretUseCase } from '../webhook-endpoints/rotate-webhook-secret.use-case.js';
import { UpdateWebhookEndpointUseCase } from '../webhook-endpoints/update-webhook-endpoint.use-case.js';
import { GetWebhookDeliveryUseCase } from '../webhook-log/get-webhook-delivery.use-case.js';
import { ListWebhookDeliveriesUseCase } from '../webhook-log/list-webhook-deliveries.use-case.js';
import { ReplayWebhookDeliveriesUseCase } from '../webhook-log/replay-webhook-deliveries.use-case.js';
import { ReplayWebhookDeliveryUseCase } from '../webhook-log/replay-webhook-delivery.use-case.js';
import { SendTestWebhookUseCase } from '../webhook-log/send-test-webhook.use-case.js';

/** The requests about outgoing webhooks. */
@Controller()
export class WebhooksController {
  constructor(
    private readonly createEndpoint: CreateWebhookEndpointUseCase,
    private readonly updateEndpoint: UpdateWebhookEndpointUseCase,
    private readonly deleteEndpoint: DeleteWebhookEndpointUseCase,
    private readonly getEndpoint: GetWebhookEndpointUseCase,
    private readonly listEndpoints: ListWebhookEndpointsUseCase,
    private readonly rotateSecret: RotateWebhookSecretUseCase,
    private readonly sendTest: SendTestWebhookUseCase,
    private readonly listDeliveries: ListWebhookDeliveriesUseCase,
    private readonly getDelivery: GetWebhookDeliveryUseCase,
    private readonly replayDelivery: ReplayWebhookDeliveryUseCase,
    private readonly replayDeliveries: ReplayWebhookDeliveriesUseCase,
  ) {}

  @RpcHandler(CreateWebhookEndpoint)
  create(request: CreateWebhookEndpointRequest): Promise<CreatedWebhookEndpoint> {
    return this.createEndpoint.execute(request);
  }

  @RpcHandler(UpdateWebhookEndpoint)
  update(request: UpdateWebhookEndpointRequest): Promise<WebhookEndpointView> {
    return this.updateEndpoint.execute(request);
  }

  @RpcHandler(DeleteWebhookEndpoint)
  delete({ endpointId }: WebhookEndpointRequest): Promise<DeletedWebhookEndpoint> {
    return this.deleteEndpoint.execute(endpointId);
  }

  @RpcHandler(GetWebhookEndpoint)
  get({ endpointId }: WebhookEndpointRequest): Promise<WebhookEndpointView> {
    return this.getEndpoint.execute(endpointId);
  }

  @RpcHandler(ListWebhookEndpoints)
  list(request: PageRequest): Promise<WebhookEndpointPage> {
    return this.listEndpoints.execute(request);
  }

  @RpcHandler(RotateWebhookSecret)
  rotate({ endpointId }: WebhookEndpointRequest): Promise<RotatedWebhookSecret> {
    return this.rotateSecret.execute(endpointId);
  }

  @RpcHandler(SendTestWebhook)
  test({ endpointId }: WebhookEndpointRequest): Promise<WebhookDeliverySummary> {
    return this.sendTest.execute(endpointId);
  }

  @RpcHandler(ListWebhookDeliveries)
  listLog(request: ListWebhookDeliveriesRequest): Promise<WebhookDeliveryPage> {
    return this.listDeliveries.execute(request);
  }

  @RpcHandler(GetWebhookDelivery)
  getLog({ deliveryId }: WebhookDeliveryRequest): Promise<WebhookDeliveryView> {
    return this.getDelivery.execute(deliveryId);
  }

  @RpcHandler(ReplayWebhookDelivery)
  replay({ deliveryId }: WebhookDeliveryRequest): Promise<WebhookDeliverySummary> {
    return this.replayDelivery.execute(deliveryId);
  }

  @RpcHandler(ReplayWebhookDeliveries)
  replayRange(request: ReplayWebhookDeliveriesRequest): Promise<WebhookDeliveriesReplayed> {
    return this.replayDeliveries.execute(request);
  }
}
