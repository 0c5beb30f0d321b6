import type { Provider } from '@nestjs/common';
import { Database, deriveKeys, Jobs, KeyEncryption, LOGGER, type Logger } from '@orderwire/platform';
import type { NotificationsConfig } from '../config.js';
import { CreateWebhookEndpointUseCase } from '../webhook-endpoints/create-webhook-endpoint.use-case.js';
import { DeleteWebhookEndpointUseCase } from '../webhook-endpoints/delete-webhook-endpoint.use-case.js';
import { EndpointCheck } from '../webhook-endpoints/endpoint-check.service.js';
import { EndpointRepository } from '../webhook-endpoints/endpoint.repository.js';
import { GetWebhookEndpointUseCase } from '../webhook-endpoints/get-webhook-endpoint.use-case.js';
import { ListWebhookEndpointsUseCase } from '../webhook-endpoints/list-webhook-endpoints.use-case.js';
import { ReencryptSecretsUseCase } from '../webhook-endpoints/reencrypt-secrets.use-case.js';
import { RotateWebhookSecretUseCase } from '../webhook-endpoints/rotate-webhook-secret.use-case.js';
import { UpdateWebhookEndpointUseCase } from '../webhook-endpoints/update-webhook-endpoint.use-case.js';
import { DeliveryLogRepository } from '../webhook-log/delivery-log.repository.js';
import { GetWebhookDeliveryUseCase } from '../webhook-log/get-webhook-delivery.use-case.js';
import { ListWebhookDeliveriesUseCase } from '../webhook-log/list-webhook-deliveries.use-case.js';
import { ReplayWebhookDeliveriesUseCase } from '../webhook-log/replay-webhook-deliveries.use-case.js';
import { ReplayWebhookDeliveryUseCase } from '../webhook-log/replay-webhook-delivery.use-case.js';
import { ReplayRepository } from '../webhook-log/replay.repository.js';
import { SendTestWebhookUseCase } from '../webhook-log/send-test-webhook.use-case.js';
import { AddressClient } from './address.client.js';
import { BacklogRepository } from './backlog.repository.js';
import { DeliverDueUseCase } from './deliver-due.use-case.js';
import { DeliveriesJob, PurgeDeliveriesJob } from './deliveries.job.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DisableEndpointUseCase } from './disable-endpoint.use-case.js';
import { PurgeDeliveriesUseCase } from './purge-deliveries.use-case.js';
import { QueueDeliveriesUseCase } from './queue-deliveries.use-case.js';
import { ReceiverGateway } from './receiver.gateway.js';
import { RetentionRepository } from './retention.repository.js';
import { WebhooksListener } from './webhooks.listener.js';
import { WebhooksMetrics } from './webhooks.metrics.js';

const plain: Provider[] = [
  ...[EndpointRepository, DeliveryRepository, DeliveryLogRepository, ReplayRepository],
  ...[RetentionRepository, BacklogRepository],
  ...[DeleteWebhookEndpointUseCase, GetWebhookEndpointUseCase, ListWebhookEndpointsUseCase],
  ...[ListWebhookDeliveriesUseCase, GetWebhookDeliveryUseCase, SendTestWebhookUseCase],
  ...[ReplayWebhookDeliveryUseCase, ReplayWebhookDeliveriesUseCase],
  ...[QueueDeliveriesUseCase, DisableEndpointUseCase, WebhooksMetrics, WebhooksListener],
];

/** The providers of outgoing webhooks. */
export function webhookProviders(config: NotificationsConfig): Provider[] {
  const privateNetworks = config.WEBHOOK_PRIVATE_NETWORKS;
  const encryption = new KeyEncryption(deriveKeys(config.NOTIFICATION_TOKEN_SECRET, 'webhook secrets'));
  const options = {
    concurrency: config.WEBHOOK_CONCURRENCY,
    perEndpoint: config.WEBHOOK_ENDPOINT_CONCURRENCY,
    timeoutMs: config.WEBHOOK_TIMEOUT_MS,
    schedule: config.WEBHOOK_RETRY_SECONDS,
  };
  return [
    ...plain,
    { provide: AddressClient, useFactory: () => new AddressClient(privateNetworks) },
    {
      provide: EndpointCheck,
      inject: [AddressClient],
      useFactory: (addresses: AddressClient) => new EndpointCheck(addresses, privateNetworks),
    },
    {
      provide: ReceiverGateway,
      inject: [AddressClient],
      useFactory: (addresses: AddressClient) =>
        new ReceiverGateway(addresses, privateNetworks, config.WEBHOOK_TIMEOUT_MS),
    },
    {
      provide: DeliverDueUseCase,
      inject: [Database, DeliveryRepository, ReceiverGateway, DisableEndpointUseCase, LOGGER],
      useFactory: (
        ...[database, deliveries, receiver, disable, log]: [
          Database,
          DeliveryRepository,
          ReceiverGateway,
          DisableEndpointUseCase,
          Logger,
        ]
      ) => new DeliverDueUseCase(database, deliveries, receiver, disable, encryption, log, options),
    },
    {
      provide: CreateWebhookEndpointUseCase,
      inject: [EndpointRepository, EndpointCheck],
      useFactory: (endpoints: EndpointRepository, check: EndpointCheck) =>
        new CreateWebhookEndpointUseCase(endpoints, check, encryption),
    },
    {
      provide: UpdateWebhookEndpointUseCase,
      inject: [EndpointRepository, EndpointCheck, DeliverDueUseCase],
      useFactory: (endpoints: EndpointRepository, check: EndpointCheck, deliverDue: DeliverDueUseCase) =>
        new UpdateWebhookEndpointUseCase(endpoints, check, deliverDue),
    },
    {
      provide: RotateWebhookSecretUseCase,
      inject: [EndpointRepository],
      useFactory: (endpoints: EndpointRepository) => new RotateWebhookSecretUseCase(endpoints, encryption),
    },
    {
      provide: ReencryptSecretsUseCase,
      inject: [Database, EndpointRepository, LOGGER],
      useFactory: (database: Database, endpoints: EndpointRepository, log: Logger) =>
        new ReencryptSecretsUseCase(database, endpoints, encryption, log),
    },
    {
      provide: PurgeDeliveriesUseCase,
      inject: [RetentionRepository],
      useFactory: (retention: RetentionRepository) =>
        new PurgeDeliveriesUseCase(retention, config.WEBHOOK_DAYS),
    },
    {
      provide: DeliveriesJob,
      inject: [DeliverDueUseCase, Jobs],
      useFactory: (deliverDue: DeliverDueUseCase, jobs: Jobs) =>
        new DeliveriesJob(deliverDue, jobs, config.WEBHOOK_INTERVAL_MS),
    },
    {
      provide: PurgeDeliveriesJob,
      inject: [PurgeDeliveriesUseCase, ReencryptSecretsUseCase],
      useFactory: (purge: PurgeDeliveriesUseCase, reencrypt: ReencryptSecretsUseCase) =>
        new PurgeDeliveriesJob(purge, reencrypt),
    },
  ];
}
