import { basename, dirname } from 'node:path';
import { type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError } from '../config/load-config.js';
import type { ServiceConfig } from '../config/service-config.js';
import { Readiness } from '../health/readiness.js';
import { RevokedSessions } from '../identity/revoked-sessions.js';
import { CallerAuthenticator } from '../identity/caller-authenticator.js';
import { errorReports } from '../log/error-reports.js';
import { createLogger, type Logger, NestLogger } from '../log/logger.js';
import { consumerMeter, registerJetStreamMetrics, registerNatsMetrics } from '../metrics/consumer-metrics.js';
import { Metrics } from '../metrics/metrics.js';
import { measureHttp, rpcMeter } from '../metrics/request-metrics.js';
import type { ConnectingNatsLink, NatsLink } from '../nats/nats-connection.js';
import { EventReplay } from '../operations/event-replay.js';
import { RpcServer } from '../rpc/rpc-server.js';
import { tracing } from '../tracing/tracing.js';
import { ConnectionDrainer } from './connection-drainer.js';
import { limitConnections } from './connection-limit.js';
import { Messaging } from './messaging.js';
import { LOGGER, NATS } from './platform.module.js';

/** A running service. */
export interface RunningService {
  readonly app: INestApplication;
  /** Of its HTTP server. */
  readonly url: string;
  /** Finishes the current work and stops. */
  close(): Promise<void>;
}

/** Changes to the HTTP server of a service. */
export interface ServiceOptions {
  adapter?: FastifyAdapter;
  prepare?: (app: NestFastifyApplication) => void | Promise<void>;
  /** For public ports: connections that one network may have open. Infinity behind a proxy. */
  connectionsPerNetwork?: number;
  /**
   * Milliseconds between two batches of a consumer, default 25. Longer for events that no shopper
   * waits for: one transaction takes more of them then.
   */
  eventPauseMs?: number;
}

/**
 * Starts a service: NATS, database, RPC subjects, consumers, HTTP, each after the parts that it
 * depends on; HTTP first when NATS is away. Resolves when all of them work. SIGTERM and SIGINT shut
 * it down gracefully.
 */
export async function startService(
  name: string,
  module: DynamicModule,
  config: ServiceConfig,
  { adapter = new FastifyAdapter(), prepare, connectionsPerNetwork, eventPauseMs }: ServiceOptions = {},
): Promise<RunningService> {
  const log = createLogger(name, config.LOG_LEVEL);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(log),
    abortOnError: false,
  } as object);
  const fastify = app.getHttpAdapter().getInstance();
  if (connectionsPerNetwork) limitConnections(fastify.server, connectionsPerNetwork);
  const connections = new ConnectionDrainer(fastify.server);
  fastify.addHook('preClose', (done) => {
    connections.drain();
    done();
  });
  const metrics = app.get(Metrics);
  if (config.SENTRY_DSN) startErrorReports(name, config, config.SENTRY_DSN, metrics, log);
  await startTracing(name, config, app.get<ConnectingNatsLink>(NATS), metrics, log);
  measureHttp(fastify, metrics);
  await prepare?.(app);
  const messaging = app.get<Messaging | null>(Messaging, { strict: false });
  const nats = app.get<ConnectingNatsLink>(NATS);
  const server = new RpcServer(
    name,
    nats,
    app.get<Logger>(LOGGER),
    app.get(CallerAuthenticator),
    messaging?.recovery.refusal,
    rpcMeter(metrics, 'server'),
  );
  registerNatsMetrics(metrics, nats);
  if (messaging) {
    messaging.consumers.meter = consumerMeter(metrics);
    messaging.consumers.pauseMs = eventPauseMs;
    registerJetStreamMetrics(metrics, nats, () => messaging.consumers.handlers().keys());
  }
  app.connectMicroservice({ strategy: server });
  app.get(Readiness).checkSubjects(server);
  if (messaging) app.get(Readiness).warnWith(messaging.recovery.warnings);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  const serve = async (): Promise<void> => {
    await nats.connected;
    await app.get(RevokedSessions).start();
    await app.startAllMicroservices();
    messaging?.start(app.get(EventReplay, { strict: false }));
  };
  const serving = serve();
  // While NATS is away webhooks are stored, and other requests are refused with 503.
  await Promise.race([serving, nats.unavailable]);
  await app.listen(config.PORT, config.HOST);
  await serving;
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  log.info({ url, subjects: server.subjects }, `${name} is up`);
  return { app, url, close: () => app.close() };
}

function startErrorReports(
  service: string,
  { NODE_ENV: environment }: ServiceConfig,
  dsn: string,
  metrics: Metrics,
  log: Logger,
): void {
  const reports = metrics.counter({
    name: 'orderwire_error_reports_total',
    help: 'Reports of unexpected errors by outcome: sent, failed or dropped (more than 30 a minute).',
    labels: ['outcome'],
  });
  errorReports.start({ dsn, service, environment, log, onOutcome: (outcome) => reports.inc({ outcome }) });
}

/** OpenTelemetry is loaded where spans go somewhere, and nowhere else. */
async function startTracing(
  service: string,
  config: ServiceConfig,
  nats: NatsLink,
  metrics: Metrics,
  log: Logger,
): Promise<void> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = config;
  if (!endpoint && !config.TRACE_STORE) return;
  const exported = metrics.counter({
    name: 'orderwire_trace_spans_total',
    help: 'Spans of traces by exporter (otlp or store) and outcome: sent or failed.',
    labels: ['exporter', 'outcome'],
  });
  const { OpenTelemetrySpans } = await import('../tracing/span-source.js');
  tracing.start(
    new OpenTelemetrySpans({
      ...{ service, environment: config.NODE_ENV, ratio: config.OTEL_TRACES_SAMPLER_ARG ?? 1, log },
      ...{ endpoint, headers, store: config.TRACE_STORE ? nats : undefined },
      onExport: (exporter, outcome, spans) => exported.inc({ exporter, outcome }, spans),
    }),
  );
}

/**
 * Runs a service's main. An invalid environment or a failed start prints one line and exits with
 * code 1.
 */
export async function main(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const reason = error instanceof ConfigError ? error.message : explain(error);
    process.stderr.write(`${serviceFolder()}: ${reason}\n`);
    process.exit(1);
  }
}

/** `orders-ms` of `/app/orders-ms/dist/bundle.js`: known before the configuration is read. */
const serviceFolder = (): string => basename(dirname(dirname(process.argv[1] ?? ''))) || 'service';

function explain(error: unknown): string {
  return error instanceof Error
    ? `Cannot start: ${error.message || error.name}`
    : `Cannot start: ${String(error)}`;
}
