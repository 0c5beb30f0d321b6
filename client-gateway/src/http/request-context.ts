import { guest, InvalidMessage } from '@orderwire/contracts';
import type { Context } from '@orderwire/platform';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { securityHeaders } from './security-headers.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What rides along with everything this request causes; null where no handler runs. */
    work: Context | null;
  }
}

/** Of a User-Agent; what is longer says nothing more. */
const MAX_DEVICE = 300;

const idempotencyKey = /^[\x20-\x7e]{1,255}$/;
const orderToken = /^[\w-]{1,100}$/;
const traceParent = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/**
 * Gives every request its context when it arrives: a guest's, until the guard has found out who asks.
 * Only what is read here and there crosses into NATS: internal headers sent by a client have no effect.
 */
export function giveContext(app: NestFastifyApplication, timeoutMs: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('work', null);
  fastify.decorateRequest('served', null);
  fastify.decorateRequest('problemCode', null);
  // The adapter runs this hook before its own, so that answers to CORS preflights carry the headers too.
  (app.getHttpAdapter() as unknown as FastifyAdapter).setOnRequestHook((request, reply, done) => {
    reply.headers(securityHeaders(request.url, request.protocol));
    reply.header('x-request-id', request.id);
    request.work = contextOf(request, Date.now() + timeoutMs);
    done();
  });
}

/** Throws {@link InvalidMessage} when the Idempotency-Key is not 1 to 255 printable ASCII characters. */
export function contextOf(
  { id, headers, ip }: Pick<FastifyRequest, 'id' | 'headers' | 'ip'>,
  deadline: number,
): Context {
  const key = headers['idempotency-key'];
  if (key !== undefined && (typeof key !== 'string' || !idempotencyKey.test(key)))
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
    ...(typeof token === 'string' && orderToken.test(token) && { orderToken: token }),
    ...(key !== undefined && { idempotencyKey: key }),
    ...(typeof trace === 'string' && traceParent.test(trace) && { traceParent: trace }),
  };
}
