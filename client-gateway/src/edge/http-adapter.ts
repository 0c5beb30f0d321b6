import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { correlationIdFrom } from '@orderwire/platform';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config.js';
import { toHttpProblem } from './http-problem.js';
import { sendProblem } from './problem.js';
import { securityHeaders } from './security-headers.js';

/** Node checks connections for time-outs this often: a slow request may live this much longer. */
const CHECK_INTERVAL_MS = 1_000;

/** Longer than the idle time-out of load balancers: they must not reuse a closed connection. */
const KEEP_ALIVE_MS = 72_000;

/** Longer than any of our ids. */
const MAX_PARAM_LENGTH = 100;

/**
 * Fastify with limits on all that a client can make long or slow. `request.id` is the correlation
 * id.
 */
export function createHttpAdapter(config: GatewayConfig): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: config.BODY_LIMIT,
    trustProxy: config.TRUST_PROXY,
    requestTimeout: config.RECEIVE_TIMEOUT_MS,
    http: {
      connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS, config.RECEIVE_TIMEOUT_MS),
      // Node applies the shorter of the two time-outs to headers, and its default here is 60 s.
      headersTimeout: config.RECEIVE_TIMEOUT_MS,
    },
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    genReqId: ({ headers }: IncomingMessage) => correlationIdFrom(single(headers['x-request-id'])),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      reply.headers(securityHeaders(request.url, request.protocol));
      sendProblem(request, reply, toHttpProblem(error));
    },
    clientErrorHandler: handleClientError,
    skipMiddie: true,
  });
}

const single = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const clientErrorStatuses: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * Responds to unreadable HTTP, oversized headers and incomplete requests; closes the connection.
 */
function handleClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const status = clientErrorStatuses[error.code ?? ''] ?? 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({
    type: 'urn:orderwire:problem:http.unreadable_request',
    title,
    status,
    detail: 'The request is not readable HTTP.',
    code: 'http.unreadable_request',
  });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
