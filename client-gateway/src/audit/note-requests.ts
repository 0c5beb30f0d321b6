import { guest } from '@orderwire/contracts';
import type { Logger } from '@orderwire/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_COOKIE } from '../identity/cookies.js';
import type { AuditNotes } from './audit-notes.js';
import { noteOf, type Seen } from './note-of.js';

/** Looks at every request once it was answered, and notes what the audit log has to know. */
export function noteRequests(fastify: FastifyInstance, notes: AuditNotes, log: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    try {
      const noted = noteOf(seenOf(request, reply));
      if (noted) notes.add(noted);
    } catch (error) {
      log.error({ err: error, correlationId: request.id }, 'a request could not be noted');
    }
    done();
  });
}

function seenOf(request: FastifyRequest, reply: FastifyReply): Seen {
  const { authorization, cookie } = request.headers;
  return {
    method: request.method,
    route: request.routeOptions.url ?? null,
    params: request.params,
    status: reply.statusCode,
    code: request.problemCode,
    served: request.served,
    actor: request.work?.actor ?? guest,
    tokenSent: authorization !== undefined || (cookie?.includes(`${ACCESS_COOKIE}=`) ?? false),
    orderTokenSent: request.headers['x-order-token'] !== undefined,
    ip: String(request.ip),
    device: request.headers['user-agent'],
    correlationId: request.id,
  };
}
