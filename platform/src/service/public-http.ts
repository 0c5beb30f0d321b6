import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { isTraceParent, system } from '@orderwire/contracts';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Context, correlationIdFrom } from '../context/context.js';
import { networkOf } from '../context/network.js';
import { ContextInterceptor } from '../tracing/http-span.js';
import { connectionsPerNetwork } from './connection-limit.js';
import { RefusedWebhooks } from './refused-webhooks.js';
import type { ServiceOptions } from './start-service.js';

/** The largest accepted body, in bytes; webhook events have a few kilobytes. */
const BODY_LIMIT = 512 * 1024;
const METHODS = ['GET', 'POST'] as const;

/** Time to receive a whole request; webhooks are sent at once. */
const RECEIVE_TIMEOUT_MS = 30_000;
/** Node checks connections for time-outs this often. */
const CHECK_INTERVAL_MS = 1_000;

/**
 * HTTP options of a service with webhooks of its own port: bodies stay the signed bytes, errors are
 * problem+json, and all that a client can make long or slow has a limit. The service provides
 * {@link RefusedWebhooks}.
 */
export function publicHttp(
  { TRUST_PROXY = false }: { TRUST_PROXY?: boolean | string } = {},
  receiveTimeoutMs = RECEIVE_TIMEOUT_MS,
): ServiceOptions {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: TRUST_PROXY,
    requestTimeout: receiveTimeoutMs,
    http: { connectionsCheckingInterval: CHECK_INTERVAL_MS, headersTimeout: receiveTimeoutMs },
    // The URL of a webhook is typed into the sender's dashboard.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    genReqId: ({ headers }: IncomingMessage) => {
      const id = headers['x-request-id'];
      return correlationIdFrom(typeof id === 'string' ? id : undefined);
    },
  });
  return { adapter, prepare, connectionsPerNetwork: connectionsPerNetwork(TRUST_PROXY) };
}

function prepare(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  app.useBodyParser('*', { bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalInterceptors(new ContextInterceptor(contextOf));
  limitRefusedWebhooks(fastify, app.get(RefusedWebhooks));
}

/** Answers networks whose requests were refused too often before it reads their bodies. */
function limitRefusedWebhooks(fastify: FastifyInstance, refused: RefusedWebhooks): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'POST') return done();
    const waitMs = refused.waitMs(networkOf(request.ip) ?? '');
    if (waitMs === 0) return done();
    reply.header('retry-after', Math.ceil(waitMs / 1_000));
    done(new HttpException('Too many requests with an invalid signature; try again later.', 429));
  });
}

/** Its correlation id is in logs, events and spans. */
const contextOf = ({ id, headers: { traceparent } }: FastifyRequest): Context => ({
  correlationId: id,
  actor: system,
  ...(isTraceParent(traceparent) && { traceParent: traceparent }),
});

/** Errors become RFC 9457 problem+json with the request's id. Unexpected errors show no details. */
@Catch()
class ProblemFilter implements ExceptionFilter<unknown> {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const allowed = statusOf(error) === 404 ? methodsOf(request) : [];
    const status = allowed.length > 0 ? 405 : statusOf(error);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    if (status === 503) reply.header('retry-after', '1');
    reply
      .status(status)
      .type('application/problem+json')
      .header('x-content-type-options', 'nosniff')
      .send({
        type: 'about:blank',
        title: STATUS_CODES[status] ?? 'Error',
        status,
        detail:
          allowed.length > 0 ? `This URL supports only ${allowed.join(', ')}.` : detailOf(error, status),
        correlationId: request.id,
      });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

function detailOf(error: unknown, status: number): string {
  if (status === 404) return 'No resource has this URL.';
  return error instanceof Error && status !== 500 ? error.message : 'An internal error occurred.';
}

/** The methods that the request's URL supports. */
function methodsOf(request: FastifyRequest): string[] {
  const path = (request.url.split('?', 1)[0] ?? '/').replace(/\/{2,}/g, '/');
  const url = path.replace(/(.)\/$/, '$1');
  return METHODS.filter((method) => request.server.hasRoute({ url, method }));
}
