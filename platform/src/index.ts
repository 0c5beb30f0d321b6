import 'reflect-metadata';

export { inProduction } from './config/in-production.js';
export { ConfigError, loadConfig } from './config/load-config.js';
export { secretKey, secretKeys } from './config/secret-key.js';
export {
  type DatabaseConfig,
  databaseKeys,
  type ServiceConfig,
  serviceKeys,
} from './config/service-config.js';
export {
  type Context,
  contextOrSystem,
  correlationIdFrom,
  currentContext,
  type Origin,
  runInContext,
} from './context/context.js';
export { networkOf } from './context/network.js';
export { Backoff } from './database/backoff.js';
export { Database, type DatabaseOptions, type Runs } from './database/database.js';
export { isConnectionError } from './database/errors.js';
export { migrateMessaging } from './database/migrate-messaging.js';
export {
  allStatements,
  type Columns,
  columnList,
  parameterList,
  selectList,
  type Statement,
  statement,
} from './database/statement.js';
export { SWEEP_BATCH, sweepOut, type SweepStatement } from './database/sweep-out.js';
export { Tx } from './database/transaction.js';
export { Batches, RETRY_DELAYS_MS } from './events/batches.js';
export { bury, type DeadLetter } from './events/dead-letters.js';
export type { Delivery } from './events/delivery.js';
export { Reacts, type Reaction } from './events/reacts.js';
export { ensureStream, STREAM } from './events/stream.js';
export { type CrashConfig, crashKeys } from './faults/crash-config.js';
export { crashPoints } from './faults/crash-points.js';
export { crashModes, type CrashMode, type CrashSpec, parseCrashSpec } from './faults/crash-spec.js';
export { crashPointNames, type CrashPointName, type StripeCall } from './faults/points.js';
export { callingStripe } from './faults/stripe-points.js';
export { assertAccess } from './identity/access.js';
export { AccessTokens, type Identity } from './identity/access-tokens.js';
export { ServiceTokens } from './identity/service-tokens.js';
export { Readiness, type ReadinessReport } from './health/readiness.js';
export { createLogger, type Logger } from './log/logger.js';
export { NudgedLoop, type NudgedLoopOptions, type Round } from './loop/nudged-loop.js';
export { severalAtOnce } from './loop/several-at-once.js';
export { type Counter, type Gauge, type MetricOptions, Metrics } from './metrics/metrics.js';
export { MetricsServer } from './metrics/metrics-server.js';
export { type MessageError, parseMessage } from './messages/parse.js';
export { connectNats, type NatsLink } from './nats/nats-connection.js';
export { Outbox } from './outbox/outbox.js';
export { fromCursor, type Place, toCursor } from './pages/cursor.js';
export { Relay } from './outbox/relay.js';
export { Answers } from './rpc/answers.js';
export { RpcClient } from './rpc/rpc-client.js';
export { RpcServer } from './rpc/rpc-server.js';
export { InjectLogger, LOGGER, NATS, PlatformModule } from './service/platform.module.js';
export { Messaging } from './service/messaging.js';
export { main, type RunningService, type ServiceOptions, startService } from './service/start-service.js';
