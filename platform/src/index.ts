import 'reflect-metadata';

export { inProduction, requiredInProduction } from './config/in-production.js';
export { nearestName } from './config/find-misspelled.js';
export { ConfigError, loadConfig } from './config/load-config.js';
export { KeyEncryption } from './config/key-encryption.js';
export { deriveKey, deriveKeys, type SecretKeys, secretKeys } from './config/secret-key.js';
export {
  type DatabaseConfig,
  databaseKeys,
  type ServiceConfig,
  serviceKeys,
  trustProxy,
} from './config/service-config.js';
export {
  type Context,
  contextOrSystem,
  correlationIdFrom,
  currentContext,
  type Origin,
  runAsSystem,
  runInContext,
} from './context/context.js';
export { ContextInterceptor } from './tracing/http-span.js';
export { traceIdOf } from './tracing/trace-parent.js';
export { readTrace } from './tracing/trace-store.js';
export { httpClientSpan, setStatus, type SpanSpec, tracing } from './tracing/tracing.js';
export { idempotentId, requestHash } from './context/idempotency.js';
export { checkTls, NETWORK_FACTORS, networkOf, networksOf, tlsRemedy } from './context/network.js';
export { Batcher, KeyedBatcher } from './database/batcher.js';
export { Database, type DatabaseOptions, type Queryable, Tx } from './database/database.js';
export { escapeLike } from './database/escape-like.js';
export { storableText } from './database/storable-text.js';
export { createPrisma, prismaProvider } from './database/prisma.js';
export { isConnectionError, isDatabaseTimeout } from './database/errors.js';
export { migrateMessaging, migrateService } from './migrations/migrate.js';
export {
  allStatements,
  type Columns,
  columnList,
  composedStatement,
  type NoParams,
  parameterList,
  selectList,
  type Statement,
  statement,
} from './database/statement.js';
export { DELETE_BATCH_SIZE, deleteInBatches, type DeleteStatement } from './database/delete-in-batches.js';
export {
  type Delivery,
  declaredEventHandlers,
  durableNameOf,
  EventHandler,
  type EventHandlerOptions,
} from './events/event-handler.js';
export { type FactPosition, type FactQuery, FactTable, Facts, type FoundFact } from './facts/facts.js';
export { LostEventsJob } from './facts/lost-events.job.js';
export { type PublishedEvents, readPublishedEvents } from './events/read-published-events.js';
export { Failpoints } from './failpoints/failpoints.js';
export { failpointModes, type FailpointMode } from './failpoints/failpoint-spec.js';
export {
  failpointNames,
  failpointStatements,
  type FailpointName,
  type StripeCall,
} from './failpoints/failpoint-names.js';
export { assertAccess, assertCaller } from './identity/caller-authenticator.js';
export { AccessTokens, type Identity } from './identity/access-tokens.js';
export { ServiceTokens } from './identity/service-tokens.js';
export { connectionsPerNetwork } from './service/connection-limit.js';
export { healthKeyOf } from './health/health.controller.js';
export { Readiness, type ReadinessReport } from './health/readiness.js';
export { Every, type JobResult, Jobs } from './jobs/jobs.js';
export type { PartitionedTable } from './partitions/partitioned-table.js';
export { PartitionsJob } from './partitions/partitions.job.js';
export { errorReports } from './log/error-reports.js';
export { createLogger, type Logger } from './log/logger.js';
export {
  type Counter,
  type Gauge,
  type Histogram,
  type MetricOptions,
  Metrics,
  oncePerScrape,
} from './metrics/metrics.js';
export { MetricsServer } from './metrics/metrics-server.js';
export { type MessageError, parseJson, parseMessage } from './messages/parse.js';
export { connectNats, type NatsLink } from './nats/nats-connection.js';
export { JetStreamProvisioner } from './nats/provisioner.js';
export { jetStreamKeys, jetStreamSettings, provisioningConfig } from './nats/provisioning-config.js';
export {
  type DurableConsumer,
  ENDED_SESSIONS,
  type JetStreamSettings,
  RATE_LIMITS,
  TRACES,
  STREAM,
} from './nats/streams.js';
export { AfterRestore, type Restore } from './operations/restore-recovery.js';
export { Outbox } from './outbox/outbox.js';
export { decodeCursor, type KeysetCursor, encodeCursor } from './paging/cursor.js';
export { DEFAULT_LIMIT, type Page, pageOf, type PageRequest } from './paging/page.js';
export { RpcHandler, rejectUndeclaredFaults } from './rpc/rpc-server.js';
export { RpcClient } from './rpc/rpc-client.js';
export { headerReader, readContext } from './rpc/rpc-message.js';
export { InjectLogger, LOGGER, NATS, PlatformModule } from './service/platform.module.js';
export { Messaging } from './service/messaging.js';
export { publicHttp } from './service/public-http.js';
export { RefusedWebhooks } from './service/refused-webhooks.js';
export { main, type RunningService, type ServiceOptions, startService } from './service/start-service.js';
