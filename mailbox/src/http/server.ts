import fastify, { type FastifyInstance } from 'fastify';
import { apiRoutes } from './api.js';
import { type Core, HttpError } from './core.js';
import { isLocalHost } from './hosts.js';
import { pageRoutes } from './page-routes.js';

/** The HTTP server: page, JSON API, health. Not yet listening. */
export function buildServer(core: Core): FastifyInstance {
  const app = fastify({ bodyLimit: 65_536, forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    reply
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .header('cross-origin-resource-policy', 'same-origin');
    if (!isLocalHost(request.headers.host))
      throw new HttpError(403, 'The Host header names another machine.');
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) core.log.error({ err: error, url: request.url }, 'request failed');
    const message = status < 500 ? error.message : 'The mailbox failed; its log says more.';
    void reply.code(status).send({ error: message });
  });
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async () => ({ status: 'ok' }));
  void app.register(async (api) => apiRoutes(api, core), { prefix: '/api' });
  void app.register(async (pages) => pageRoutes(pages, core));
  return app;
}
