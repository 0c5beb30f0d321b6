import fastify, { type FastifyInstance } from 'fastify';
import type { Core } from '../core.js';
import { refuseKey } from '../faults/account.js';
import { API_VERSION } from '../objects/api-version.js';
import { pageRoutes } from '../page/routes.js';
import { newId } from '../store/ids.js';
import type { Deliveries } from '../webhooks/deliveries.js';
import { ApiError, internalError } from './api-error.js';
import { authenticator, checkContext } from './authenticate.js';
import { balanceRoutes } from './resources/balance.js';
import { faultControlRoutes } from './control/control-faults.js';
import { ledgerControlRoutes } from './control/control-ledger.js';
import { moneyControlRoutes } from './control/control-money.js';
import { controlRoutes } from './control/control.js';
import { customerRoutes } from './resources/customers.js';
import { disputeRoutes } from './resources/disputes.js';
import { Endpoints } from './endpoint.js';
import { parseForm } from './form.js';
import { radarRoutes } from './resources/radar.js';
import { chargeRoutes, eventRoutes, intentRoutes, refundRoutes, sessionRoutes } from './resources/routes.js';
import { Statistics } from './control/statistics.js';

const BODY_LIMIT = 1024 * 1024;

/** The HTTP server: Stripe's API, the control API, the hosted page, health. Not yet listening. */
export function buildServer(core: Core, deliveries: Deliveries): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    genReqId: newId.request,
    routerOptions: { querystringParser: parseForm },
  });
  const authenticate = authenticator(core.config.secretKey);
  const statistics = new Statistics();
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const known = error instanceof ApiError ? error : fromFastify(error);
    if (!known) core.log.error({ err: error, request: request.id, url: request.url }, 'request failed');
    const answer = known ?? internalError();
    void reply.code(answer.status).header('content-type', 'application/json').send(answer.body());
  });
  app.setNotFoundHandler((request) => {
    throw new ApiError(
      404,
      'invalid_request_error',
      `Unrecognized request URL (${request.method}: ${request.url.split('?')[0]}). The sandbox supports what Checkout needs; see its README.`,
    );
  });
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async () => ({ status: 'ok' }));
  void app.register(
    async (api) => {
      api.addHook('onRequest', async (request, reply) => {
        reply
          .header('request-id', request.id)
          .header('stripe-version', request.headers['stripe-version'] ?? API_VERSION);
        statistics.count(request.method, request.routeOptions.url ?? 'unknown');
        authenticate(request.headers.authorization);
        const route = `${request.method} ${request.routeOptions.url}`;
        refuseKey(core.account, core.config.secretKey, route);
        checkContext(request.headers, core.config.secretKey);
      });
      api.removeAllContentTypeParsers();
      api.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string' },
        (_request, body, done) => done(null, body),
      );
      const endpoints = new Endpoints(api, core, deliveries);
      const payments = [sessionRoutes, intentRoutes, chargeRoutes, refundRoutes];
      const mount = [...payments, eventRoutes, customerRoutes, balanceRoutes, disputeRoutes, radarRoutes];
      for (const routes of mount) routes(core, endpoints);
    },
    { prefix: '/v1' },
  );
  void app.register(
    async (control) => {
      control.addHook('onRequest', async (request) => authenticate(request.headers.authorization));
      control.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
        try {
          done(null, body === '' ? undefined : JSON.parse(String(body)));
        } catch {
          done(new ApiError(400, 'invalid_request_error', 'The body is not valid JSON.'));
        }
      });
      controlRoutes(control, core, deliveries, statistics);
      moneyControlRoutes(control, core);
      faultControlRoutes(control, core);
      ledgerControlRoutes(control, core);
    },
    { prefix: '/_sandbox' },
  );
  void app.register(async (pages) => pageRoutes(pages, core));
  return app;
}

/** Fastify's own refusals (body too large, unknown content type, …) in Stripe's form. */
function fromFastify(error: Error & { statusCode?: number }): ApiError | undefined {
  const status = error.statusCode;
  return status && status < 500 ? new ApiError(status, 'invalid_request_error', error.message) : undefined;
}
