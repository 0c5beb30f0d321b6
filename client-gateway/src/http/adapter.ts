import type { IncomingMessage } from 'node:http';
import { correlationIdFrom } from '@orderwire/platform';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config.js';
import { sendProblem } from '../problems/problem.js';
import { refusalOf } from '../problems/refusals.js';
import { answerBrokenHttp } from './broken-http.js';
import { securityHeaders } from './security-headers.js';

/** A request must have arrived whole within this time; a slower client is holding a connection, not sending an order. */
const RECEIVE_TIMEOUT_MS = 30_000;

/** An idle connection is kept longer than common load balancers keep theirs, so that they never reuse a closed one. */
const KEEP_ALIVE_MS = 72_000;

/** Longer than any id of ours. */
const MAX_PARAM_LENGTH = 100;

/** Fastify, with limits on everything a client can make long or slow. `request.id` is the correlation id. */
export function gatewayAdapter(config: GatewayConfig): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: config.BODY_LIMIT,
    trustProxy: config.TRUST_PROXY,
    requestTimeout: RECEIVE_TIMEOUT_MS,
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
