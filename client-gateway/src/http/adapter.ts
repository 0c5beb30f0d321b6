import type { IncomingMessage } from 'node:http';
import { correlationIdFrom } from '@orderwire/platform';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config.js';
import { sendProblem } from '../problems/problem.js';
import { refusalOf } from '../problems/refusals.js';
import { answerBrokenHttp } from './broken-http.js';
import { securityHeaders } from './security-headers.js';

/** How much longer than allowed a slow request may live: Node looks through its connections no more often than this. */
const LATENESS_MS = 1_000;

/** An idle connection is kept longer than common load balancers keep theirs, so that they never reuse a closed one. */
const KEEP_ALIVE_MS = 72_000;

/** Longer than any id of ours. */
const MAX_PARAM_LENGTH = 100;

/** Fastify, with limits on everything a client can make long or slow. `request.id` is the correlation id. */
export function gatewayAdapter(config: GatewayConfig): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: config.BODY_LIMIT,
    trustProxy: config.TRUST_PROXY,
    requestTimeout: config.RECEIVE_TIMEOUT_MS,
    http: {
      connectionsCheckingInterval: Math.min(LATENESS_MS, config.RECEIVE_TIMEOUT_MS),
      // Node takes the shorter of the two for headers: left at its 60 s, this one would be the time for bodies.
      headersTimeout: config.RECEIVE_TIMEOUT_MS,
    },
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    genReqId: ({ headers }: IncomingMessage) => correlationIdFrom(single(headers['x-request-id'])),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      reply.headers(securityHeaders(request.url, request.protocol));
      sendProblem(request, reply, refusalOf(error));
    },
    clientErrorHandler: answerBrokenHttp,
    skipMiddie: true,
  });
}

const single = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
