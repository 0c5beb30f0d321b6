import { basename, dirname } from 'node:path';
import { type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError } from '../config/load-config.js';
import type { ServiceConfig } from '../config/service-config.js';
import { Readiness } from '../health/readiness.js';
import { RevokedSessions } from '../identity/revoked-sessions.js';
import { CallerAuthenticator } from '../identity/caller-authenticator.js';
import { createLogger, type Logger, NestLogger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { RpcServer } from '../rpc/rpc-server.js';
import { Connections } from './connections.js';
import { Messaging } from './messaging.js';
import { LOGGER, NATS } from './platform.module.js';

/** A running service. */
export interface RunningService {
  readonly app: INestApplication;
  /** Where its HTTP side listens. */
  readonly url: string;
  /** Finishes the work at hand and stops. */
  close(): Promise<void>;
}

/** What a service may want different on its HTTP side. */
export interface ServiceOptions {
  adapter?: FastifyAdapter;
  prepare?: (app: NestFastifyApplication) => void | Promise<void>;
}

/**
 * Starts a service: NATS, database, RPC subjects, consumers, HTTP, in the order in which each can rely on the one before.
 * SIGTERM and SIGINT end it gracefully.
 */
export async function startService(
  name: string,
  module: DynamicModule,
  config: ServiceConfig,
  { adapter = new FastifyAdapter(), prepare }: ServiceOptions = {},
): Promise<RunningService> {
  const log = createLogger(name, config.LOG_LEVEL);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(log),
    abortOnError: false,
  } as object);
  const fastify = app.getHttpAdapter().getInstance();
  const connections = new Connections(fastify.server);
  fastify.addHook('preClose', (done) => {
    connections.hangUp();
    done();
  });
  await prepare?.(app);
  const server = new RpcServer(
    name,
    app.get<NatsLink>(NATS),
    app.get<Logger>(LOGGER),
    app.get(CallerAuthenticator),
  );
  app.connectMicroservice({ strategy: server });
  app.get(Readiness).answersOn(() => server.subjects);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  await app.get(RevokedSessions).start();
  await app.startAllMicroservices();
  await app.get<Messaging | null>(Messaging, { strict: false })?.start();
  await app.listen(config.PORT, config.HOST);
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  log.info({ url, subjects: server.subjects }, `${name} is up`);
  return { app, url, close: () => app.close() };
}

/** Runs a service's main: a wrong environment or a failed start is one clear line and exit code 1. */
export async function main(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const reason = error instanceof ConfigError ? error.message : explain(error);
    process.stderr.write(`${serviceFolder()}: ${reason}\n`);
    process.exit(1);
  }
}

/** `orders-ms` of `/app/orders-ms/dist/main.js`: known before any configuration is. */
const serviceFolder = (): string => basename(dirname(dirname(process.argv[1] ?? ''))) || 'service';

function explain(error: unknown): string {
  return error instanceof Error
    ? `Cannot start: ${error.message || error.name}`
    : `Cannot start: ${String(error)}`;
}
