import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { DatabaseConfig, ServiceConfig } from '../config/service-config.js';
import { Database } from '../database/database.js';
import { migrateMessaging } from '../migrations/migrate.js';
import { retryUntilAvailable } from '../database/retry-until-available.js';
import { EventConsumers } from '../events/event-consumers.js';
import { failpointsOf } from '../failpoints/failpoint-config.js';
import { FailpointConsumers } from '../failpoints/failpoint-consumers.js';
import { FailpointDatabase } from '../failpoints/failpoint-database.js';
import { FailpointRelay } from '../failpoints/failpoint-relay.js';
import { Failpoints } from '../failpoints/failpoints.js';
import { LostEventsJob } from '../facts/lost-events.job.js';
import { HEALTH_KEYS, HealthController, healthKeyOf } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import { AccessTokens } from '../identity/access-tokens.js';
import { RevokedSessions } from '../identity/revoked-sessions.js';
import { JwksCache } from '../identity/jwks-cache.js';
import { ServiceTokens } from '../identity/service-tokens.js';
import { CallerAuthenticator } from '../identity/caller-authenticator.js';
import { Jobs } from '../jobs/jobs.js';
import { messageTables } from '../partitions/message-tables.js';
import { PartitionsJob } from '../partitions/partitions.job.js';
import { createLogger, type Logger } from '../log/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { registerMessagingMetrics } from '../metrics/messaging-metrics.js';
import { MetricsServer } from '../metrics/metrics-server.js';
import { registerPoolMetrics } from '../metrics/database-metrics.js';
import { rpcMeter } from '../metrics/request-metrics.js';
import { isConsumerPaused } from '../nats/consumer-info.js';
import { linkNats, type NatsLink } from '../nats/nats-connection.js';
import { operationsController, ownerOf } from '../operations/operations.controller.js';
import { EventReplay } from '../operations/event-replay.js';
import { RestoreRecovery } from '../operations/restore-recovery.js';
import { operationsProviders } from '../operations/operations.providers.js';
import { Outbox } from '../outbox/outbox.js';
import { Relay } from '../outbox/relay.js';
import { PurgeMessagesJob } from '../outbox/purge-messages.job.js';
import { ReplayLostStreamJob } from '../outbox/replay-lost-stream.job.js';
import { RpcClient } from '../rpc/rpc-client.js';
import { Lifecycle } from './lifecycle.js';
import { Messaging } from './messaging.js';

/** Tolerated difference between the clocks of our machines. */
const CLOCK_LEEWAY_S = 5;

/** A token that the gateway accepted stays valid for the rest of its request. */
const FORWARDED_LEEWAY_S = 60;

/** Injection tokens of dependencies that are not classes. */
export const LOGGER = Symbol('Logger');
export const NATS = Symbol('NatsLink');

/**
 * Imported once by every service: NATS, RPC client, readiness, logging, jobs, and with a database
 * outbox and consumers.
 */
@Module({})
export class PlatformModule {
  /** For a service without a database. */
  static forGateway(service: string, config: ServiceConfig): DynamicModule {
    return build(service, config);
  }

  /** For a service that owns a database. */
  static forService(service: string, config: ServiceConfig & DatabaseConfig): DynamicModule {
    return build(service, config, config);
  }
}

function build(service: string, config: ServiceConfig, db?: DatabaseConfig): DynamicModule {
  const failpoints = failpointsOf(config);
  const shared = [
    { provide: LOGGER, useFactory: () => createLogger(service, config.LOG_LEVEL) },
    {
      provide: NATS,
      inject: [LOGGER],
      useFactory: (log: Logger) => linkNats(service, config.NATS_SERVERS, log),
    },
    { provide: ServiceTokens, useFactory: () => new ServiceTokens(service, config.SERVICE_KEY) },
    {
      provide: RpcClient,
      inject: [NATS, ServiceTokens, Metrics],
      useFactory: (nats: NatsLink, tokens: ServiceTokens, metrics: Metrics) =>
        new RpcClient(nats, tokens, service, rpcMeter(metrics, 'client')),
    },
    {
      provide: RevokedSessions,
      inject: [NATS, LOGGER],
      useFactory: (nats: NatsLink, log: Logger) => new RevokedSessions(nats, log),
    },
    {
      provide: AccessTokens,
      inject: [RpcClient, RevokedSessions],
      useFactory: (rpc: RpcClient, ended: RevokedSessions) =>
        new AccessTokens(new JwksCache(rpc), ended, db ? FORWARDED_LEEWAY_S : CLOCK_LEEWAY_S),
    },
    {
      provide: CallerAuthenticator,
      inject: [AccessTokens, ServiceTokens],
      useFactory: (access: AccessTokens, services: ServiceTokens) =>
        new CallerAuthenticator(access, services),
    },
    {
      provide: Readiness,
      inject: [NATS, RpcClient, { token: Database, optional: true }, LOGGER],
      useFactory: (nats: NatsLink, rpc: RpcClient, database: Database | undefined, log: Logger) =>
        new Readiness(nats, rpc, database, log),
    },
    { provide: HEALTH_KEYS, useValue: config.SERVICE_KEY.map(healthKeyOf) },
    {
      provide: Metrics,
      inject: [{ token: Database, optional: true }],
      useFactory: (database?: Database) => {
        const metrics = new Metrics(service);
        if (database) {
          registerPoolMetrics(metrics, database.pool);
          registerMessagingMetrics(metrics, database);
        }
        return metrics;
      },
    },
    {
      provide: MetricsServer,
      inject: [Metrics, LOGGER],
      useFactory: (metrics: Metrics, log: Logger) =>
        new MetricsServer(metrics, log, { host: config.HOST, port: config.METRICS_PORT }),
    },
    {
      provide: Jobs,
      inject: [DiscoveryService, MetadataScanner, LOGGER, Metrics],
      useFactory: (discovery: DiscoveryService, scanner: MetadataScanner, log: Logger, metrics: Metrics) => {
        const failures = metrics.counter({
          name: 'orderwire_job_failures_total',
          help: 'Runs of background jobs that failed; each is tried again.',
          labels: ['background_job'],
        });
        return new Jobs(discovery, scanner, log, (name) => failures.inc({ background_job: name }));
      },
    },
    { provide: Failpoints, useValue: failpoints ?? null },
    {
      provide: Lifecycle,
      inject: [Readiness, NATS, RevokedSessions, Messaging],
      useFactory: (
        readiness: Readiness,
        nats: NatsLink,
        ended: RevokedSessions,
        messaging: Messaging | null,
      ) => new Lifecycle(readiness, nats, ended, messaging),
    },
  ];
  const durable = db && [
    {
      provide: Database,
      inject: [LOGGER],
      useFactory: async (logger: Logger) => {
        const { DATABASE_URL: url, DATABASE_POOL: poolSize } = db;
        const onWait = (reason: string) => logger.warn(reason);
        await retryUntilAvailable(() => migrateMessaging(url, onWait), url, logger);
        const options = { url, poolSize, logger };
        const database = failpoints ? new FailpointDatabase(options, failpoints) : new Database(options);
        await database.whenAvailable(() => database.check());
        return database;
      },
    },
    { provide: Outbox, useFactory: () => new Outbox() },
    {
      provide: PurgeMessagesJob,
      inject: [Database, LOGGER],
      useFactory: (database: Database, log: Logger) => new PurgeMessagesJob(database, log),
    },
    {
      provide: PartitionsJob,
      inject: [Database, LOGGER],
      useFactory: (database: Database, log: Logger) => new PartitionsJob(database, log, messageTables),
    },
    {
      provide: LostEventsJob,
      inject: [Messaging, RpcClient, Metrics, NATS, LOGGER],
      useFactory: (messaging: Messaging, rpc: RpcClient, metrics: Metrics, nats: NatsLink, log: Logger) =>
        new LostEventsJob(messaging.database, messaging.consumers, rpc, metrics, log, {
          isPaused: () => messaging.recovery.refusal() !== undefined,
          isConsumerPaused: (consumer) => isConsumerPaused(nats, consumer),
          intervalMs: (db.LOST_EVENTS_CHECK_SECONDS ?? 300) * 1_000,
          minAgeSeconds: db.LOST_EVENTS_AFTER_SECONDS ?? 600,
        }),
    },
    {
      provide: Messaging,
      inject: [Database, NATS, LOGGER, DiscoveryService, MetadataScanner],
      useFactory: async (
        database: Database,
        nats: NatsLink,
        log: Logger,
        discovery: DiscoveryService,
        scanner: MetadataScanner,
      ) => {
        const recovery = new RestoreRecovery(service, database, discovery, scanner, log);
        const relay = [database, nats, log] as const;
        const consumers = [service, discovery, scanner, database, nats, log] as const;
        return new Messaging(
          database,
          failpoints ? new FailpointRelay(failpoints, ...relay) : new Relay(...relay),
          failpoints ? new FailpointConsumers(failpoints, ...consumers) : new EventConsumers(...consumers),
          await database.whenAvailable(() => recovery.load()),
        );
      },
    },
    {
      provide: EventReplay,
      inject: [Database, NATS, LOGGER],
      useFactory: (database: Database, nats: NatsLink, log: Logger) => new EventReplay(database, nats, log),
    },
    {
      provide: ReplayLostStreamJob,
      inject: [Database, NATS, EventReplay, LOGGER],
      useFactory: (database: Database, nats: NatsLink, replay: EventReplay, log: Logger) =>
        new ReplayLostStreamJob(database, nats, replay, log),
    },
  ];
  const owner = db && ownerOf(service);
  const operations = owner
    ? operationsProviders(owner, { messaging: Messaging, nats: NATS, logger: LOGGER })
    : [];
  return {
    module: PlatformModule,
    global: true,
    imports: [DiscoveryModule],
    controllers: [HealthController, ...(owner ? [operationsController(owner)] : [])],
    providers: [...shared, ...(durable ?? [{ provide: Messaging, useValue: null }]), ...operations],
    exports: [
      LOGGER,
      NATS,
      RpcClient,
      AccessTokens,
      Failpoints,
      Jobs,
      Readiness,
      Metrics,
      MetricsServer,
      ...(db ? [Database, Outbox] : []),
    ],
  };
}

/** Injects the service's logger. */
export const InjectLogger = (): ParameterDecorator => Inject(LOGGER);
