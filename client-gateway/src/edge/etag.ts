import { createHash } from 'node:crypto';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link ConditionalGet}. */
    conditionalGet?: boolean;
  }
}

/** Adds an `ETag` to the response; a client that already has it receives 304 without a body. */
export const ConditionalGet = () => RouteConfig({ conditionalGet: true });

/**
 * Handles routes marked with {@link ConditionalGet}. The service is still called; only the response
 * bytes are saved.
 */
export function addEtags(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { conditionalGet } = request.routeOptions.config;
    if (!conditionalGet || reply.statusCode !== 200 || typeof payload !== 'string') return done();
    const tag = `"${createHash('sha1').update(payload).digest('base64url')}"`;
    reply.header('etag', tag).header('cache-control', 'private, no-cache');
    // Staff see more fields than shoppers: caches must not mix the two.
    const vary = reply.getHeader('vary');
    reply.header('vary', [vary, 'Authorization', 'Cookie'].flat().filter(Boolean).join(', '));
    if (!matches(request.headers['if-none-match'], tag)) return done();
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, '');
  });
}

/**
 * Whether `If-None-Match` contains this tag (RFC 9110, weak comparison). `@fastify/etag` compares a
 * single tag only, but caches send lists.
 */
export function matches(ifNoneMatch: string | undefined, tag: string): boolean {
  if (!ifNoneMatch) return false;
  return ifNoneMatch.split(',').some((entry) => {
    const candidate = entry.trim();
    return candidate === '*' || candidate.replace(/^W\//, '') === tag;
  });
}
