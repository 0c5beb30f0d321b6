import { createHash } from 'node:crypto';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link ConditionalRead}. */
    conditionalRead?: boolean;
  }
}

/** The answer carries an `ETag`; a client that has it already gets 304 and no body. */
export const ConditionalRead = () => RouteConfig({ conditionalRead: true });

/** Fingerprints the answers of routes marked with {@link ConditionalRead}: the service is asked, the bytes are saved. */
export function answerConditionally(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { conditionalRead } = request.routeOptions.config;
    if (!conditionalRead || reply.statusCode !== 200 || typeof payload !== 'string') return done();
    const tag = `"${createHash('sha1').update(payload).digest('base64url')}"`;
    reply.header('etag', tag).header('cache-control', 'private, no-cache');
    // Staff see more than shoppers: what one of them keeps is not the other's.
    const vary = reply.getHeader('vary');
    reply.header('vary', [vary, 'Authorization', 'Cookie'].flat().filter(Boolean).join(', '));
    if (!matches(request.headers['if-none-match'], tag)) return done();
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, '');
  });
}

/** Whether `If-None-Match` names this tag (RFC 9110, weak comparison). */
export function matches(ifNoneMatch: string | undefined, tag: string): boolean {
  if (!ifNoneMatch) return false;
  return ifNoneMatch.split(',').some((entry) => {
    const candidate = entry.trim();
    return candidate === '*' || candidate.replace(/^W\//, '') === tag;
  });
}
