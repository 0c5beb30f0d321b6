import type { Logger } from '@orderwire/platform';
import type { FastifyInstance } from 'fastify';

/** One line per request: no body, no query, no header of the client's but the correlation id. Health is `debug`. */
export function logAccess(fastify: FastifyInstance, log: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? null;
    const level = route?.startsWith('/health') ? 'debug' : 'info';
    log[level](
      {
        method: request.method,
        route,
        path: pathOf(request.url),
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 100) / 100,
        correlationId: request.id,
      },
      'request',
    );
    done();
  });
}

/** The path without its query, cut where it stops being useful. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return (end === -1 ? url : url.slice(0, end)).slice(0, 200);
}
