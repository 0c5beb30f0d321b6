import { guest } from '@orderwire/contracts';
import type { Logger } from '@orderwire/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_COOKIE } from '../auth/cookies.js';
import { type ObservedRequest, toAuditEntry } from './audit-entry.js';
import type { AuditForwarder } from './audit-forwarder.js';

/** Forwards the audit entry of every completed request that has one. */
export function addAuditLog(fastify: FastifyInstance, forwarder: AuditForwarder, log: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    try {
      const record = toAuditEntry(observe(request, reply));
      if (record) forwarder.add(record);
    } catch (error) {
      log.error({ err: error, correlationId: request.id }, 'creating an audit entry failed');
    }
    done();
  });
}

function observe(request: FastifyRequest, reply: FastifyReply): ObservedRequest {
  const { authorization, cookie } = request.headers;
  return {
    method: request.method,
    route: request.routeOptions.url ?? null,
    params: request.params,
    status: reply.statusCode,
    code: request.problemCode,
    routeAccess: request.routeAccess,
    body: request.routeAccess?.auditsReads ? request.query : request.body,
    actor: request.requestContext?.actor ?? guest,
    tokenSent: authorization !== undefined || (cookie?.includes(`${ACCESS_COOKIE}=`) ?? false),
    // In the header, or in the cookie of the browser.
    orderTokenSent: request.requestContext?.orderToken !== undefined || 'x-order-token' in request.headers,
    ip: String(request.ip),
    device: request.headers['user-agent'],
    correlationId: request.id,
  };
}
