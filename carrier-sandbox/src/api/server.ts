import fastify, { type FastifyInstance } from 'fastify';
import { labelPdf } from '../carrier/label.js';
import type { Core } from '../core.js';
import { controlRoutes } from '../page/control-routes.js';
import { isLocalHost } from '../page/hosts.js';
import { pageRoutes } from '../page/page-routes.js';
import { ApiError, errorOf, notFound } from './api-error.js';
import { authenticator } from './authenticate.js';
import { shipmentRoutes, type ApiRequest } from './routes.js';
import { trackingRoutes } from './tracking-routes.js';
import { withFaults } from './inject-faults.js';

/** The HTTP server: EasyPost's API, labels, page, JSON API, health. Not yet listening. */
export function buildServer(core: Core): FastifyInstance {
  const app = fastify({ bodyLimit: 262_144, forceCloseConnections: true });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500 && !(error instanceof ApiError))
      core.log.error({ err: error, url: request.url }, 'request failed');
    const known =
      error instanceof ApiError
        ? error
        : status < 500
          ? new ApiError(status, 'REQUEST.INVALID', error.message)
          : errorOf(500);
    void reply.code(known.statusCode).send(known.body());
  });
  app.setNotFoundHandler(() => {
    throw notFound();
  });
  // Clients send `Content-Type: application/json` with GET and with an empty POST.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? null : JSON.parse(String(body)));
    } catch {
      done(new ApiError(400, 'REQUEST.INVALID', 'The body is not valid JSON.'));
    }
  });
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async () => ({ status: 'ok' }));
  const authenticate = authenticator(core.config.apiKey);
  void app.register(
    async (api) => {
      api.addHook('onRequest', async (request) => authenticate(request.headers.authorization));
      shipmentRoutes(api, core);
      trackingRoutes(api, core);
    },
    { prefix: '/v2' },
  );
  // The address of a label is its secret, as with EasyPost.
  app.get(
    '/labels/:id',
    withFaults<ApiRequest>(core, 'label', ({ params }, reply) => {
      const key = params.id.replace(/\.pdf$/, '');
      const shipment = core.store.list('shipment').find(({ labelKey }) => labelKey === key);
      if (!shipment) throw notFound();
      return reply.type('application/pdf').send(labelPdf(shipment));
    }),
  );
  void app.register(async (local) => {
    local.addHook('onRequest', async (request) => {
      if (!isLocalHost(request.headers.host))
        throw new ApiError(403, 'HOST.FOREIGN', 'The Host header names another machine.');
    });
    controlRoutes(local, core);
    pageRoutes(local, core);
  });
  return app;
}
