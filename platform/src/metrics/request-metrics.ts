import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.js';

/** Measures one request. `startedAt`: of `performance.now()`. */
export type RpcMeter = (subject: string, outcome: string, startedAt: number) => void;

/** Where nothing is measured. */
export const unmeasured: RpcMeter = () => undefined;

/** Requests between services. Subjects and codes are those of the contracts, so their number is bounded. */
export function rpcMeter(metrics: Metrics, side: 'client' | 'server'): RpcMeter {
  const duration = metrics.histogram({
    name: `orderwire_rpc_${side}_duration_seconds`,
    help: `Requests between services, measured by the ${side}, by subject and outcome: ok, or the code of the fault.`,
    labels: ['subject', 'outcome'],
  });
  return (subject, outcome, startedAt) =>
    duration.observe({ subject, outcome }, (performance.now() - startedAt) / 1_000);
}

/**
 * Requests of the HTTP server by pattern of the route. Requests without a route share one label, and health
 * probes are left out. Failures of POST routes begin at 0: a first increase is seen only after a 0.
 */
export function measureHttp(fastify: FastifyInstance, metrics: Metrics): void {
  const duration = metrics.histogram({
    name: 'orderwire_http_request_duration_seconds',
    help: 'HTTP requests by method, pattern of the route and class of the status. A stream counts until it ends.',
    labels: ['method', 'route', 'status'],
  });
  fastify.addHook('onRoute', ({ method, url }) => {
    if (method === 'POST') duration.zero({ method, route: url, status: '5xx' });
  });
  fastify.addHook('onResponse', ({ method, routeOptions: { url } }, { statusCode, elapsedTime }, done) => {
    if (!url?.startsWith('/health'))
      duration.observe(
        {
          method: url === undefined ? 'any' : method,
          route: url ?? 'none',
          status: `${Math.floor(statusCode / 100)}xx`,
        },
        elapsedTime / 1_000,
      );
    done();
  });
}
