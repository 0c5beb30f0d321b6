import { guest, InvalidMessage, isIdempotencyKey, isOrderToken, isTraceParent } from '@orderwire/contracts';
import type { Context } from '@orderwire/platform';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { securityHeaders } from './security-headers.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The context that travels with all work this request causes; null where no handler runs. */
    requestContext: Context | null;
  }
}

/** Characters kept of a User-Agent. */
const MAX_DEVICE = 300;

/**
 * Gives every request a context when it arrives: a guest's, until the guard has authenticated the
 * caller. Only values read here and by the guard reach NATS; internal headers sent by a client have
 * no effect.
 */
export function addRequestContext(app: NestFastifyApplication, timeoutMs: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('requestContext', null);
  fastify.decorateRequest('routeAccess', null);
  fastify.decorateRequest('problemCode', null);
  // The adapter runs this hook before its CORS hook: preflight responses carry the headers too.
  (app.getHttpAdapter() as unknown as FastifyAdapter).setOnRequestHook((request, reply, done) => {
    reply.headers(securityHeaders(request.url, request.protocol));
    reply.header('x-request-id', request.id);
    request.requestContext = readContext(request, Date.now() + timeoutMs);
    done();
  });
}

/**
 * Throws {@link InvalidMessage} when the Idempotency-Key is not 1 to 255 printable ASCII
 * characters.
 */
export function readContext(
  { id, headers, ip }: Pick<FastifyRequest, 'id' | 'headers' | 'ip'>,
  deadline: number,
): Context {
  const key = headers['idempotency-key'];
  if (key !== undefined && !isIdempotencyKey(key))
    throw InvalidMessage({
      errors: [{ path: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' }],
    });
  const trace = headers['traceparent'];
  const device = headers['user-agent']?.slice(0, MAX_DEVICE);
  const token = headers['x-order-token'];
  return {
    correlationId: id,
    actor: guest,
    deadline,
    origin: { ip, ...(device && { device }) },
    ...(isOrderToken(token) && { orderToken: token }),
    ...(key !== undefined && { idempotencyKey: key }),
    ...(isTraceParent(trace) && { traceParent: trace }),
  };
}
