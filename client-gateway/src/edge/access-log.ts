import type { Logger } from '@orderwire/platform';
import type { FastifyInstance } from 'fastify';

/**
 * Logs one line per request, without body, query or headers. Health probes are logged at `debug`.
 */
export function addAccessLog(fastify: FastifyInstance, log: Logger): void {
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

/** The path without its query, at most 200 characters. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return (end === -1 ? url : url.slice(0, end)).slice(0, 200);
}
