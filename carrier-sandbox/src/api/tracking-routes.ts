import type { FastifyInstance } from 'fastify';
import Joi from 'joi';
import { detailOf } from '../carrier/move-tracker.js';
import { CARRIER } from '../carrier/rates.js';
import { type Core, dated } from '../core.js';
import { newId } from '../store/ids.js';
import type { TrackerState, WebhookRecord } from '../store/records.js';
import { notFound, unprocessable } from './api-error.js';
import { withFaults } from './inject-faults.js';
import { pageOf } from './paging.js';
import { renderTracker, renderWebhook } from './render.js';
import type { ApiRequest } from './routes.js';

/** The state of EasyPost's test tracking codes. */
const TEST_CODES: Record<string, TrackerState> = {
  EZ1000000001: 'pre_transit',
  EZ2000000002: 'in_transit',
  EZ3000000003: 'out_for_delivery',
  EZ4000000004: 'delivered',
  EZ5000000005: 'return_to_sender',
  EZ6000000006: 'failure',
  EZ7000000007: 'unknown',
};

const WEBHOOK = Joi.object<{ url: string; webhook_secret?: string; custom_headers?: unknown }>({
  url: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .required(),
  webhook_secret: Joi.string().max(500),
  custom_headers: Joi.any(),
});

/** Trackers and webhooks. */
export function trackingRoutes(app: FastifyInstance, core: Core): void {
  const { store } = core;
  const webhook = (id: string): WebhookRecord => {
    const found = store.get('webhook', id);
    if (!found) throw notFound();
    return found;
  };

  app.post(
    '/trackers',
    withFaults<ApiRequest>(core, 'tracker', ({ body }, reply) => {
      const { tracking_code: code, carrier } = (body?.['tracker'] ?? {}) as Record<string, string>;
      if (!code) throw unprocessable('PARAMETER.REQUIRED', 'Missing required parameter: tracking_code');
      const known = store.list('tracker').find((tracker) => tracker.code === code);
      if (known) return reply.code(201).send(renderTracker(core, known));
      const tracker = store.put('tracker', {
        id: newId.tracker(),
        ...dated(),
        code: String(code),
        carrier: carrier ?? CARRIER,
        shipmentId: null,
        isReturn: false,
        weight: null,
        details: [detailOf(TEST_CODES[code] ?? 'unknown')],
      });
      core.deliveries.publish('tracker.created', renderTracker(core, tracker));
      return reply.code(201).send(renderTracker(core, tracker));
    }),
  );
  app.get(
    '/trackers',
    withFaults<ApiRequest>(core, 'tracker', ({ query }) => {
      const { tracking_code: code } = query;
      const { items, more } = pageOf(
        store.list('tracker').filter((tracker) => !code || tracker.code === code),
        query,
      );
      return { trackers: items.map((item) => renderTracker(core, item)), has_more: more };
    }),
  );
  app.get(
    '/trackers/:id',
    withFaults<ApiRequest>(core, 'tracker', ({ params }) => {
      const tracker = store.get('tracker', params.id);
      if (!tracker) throw notFound();
      return renderTracker(core, tracker);
    }),
  );

  app.post('/webhooks', async (request, reply) => {
    const created = { id: newId.webhook(), ...dated(), disabledAt: null, ...settings(request.body) };
    return reply.code(201).send(renderWebhook(store.put('webhook', created)));
  });
  app.get('/webhooks', async () => ({ webhooks: store.list('webhook').map(renderWebhook) }));
  app.get('/webhooks/:id', async (request) => renderWebhook(webhook((request as ApiRequest).params.id)));
  app.patch('/webhooks/:id', async (request) => {
    const known = webhook((request as ApiRequest).params.id);
    const given = ((request.body as Record<string, unknown>)['webhook'] ?? request.body) as object;
    const changed = settings({ webhook: { url: known.url, ...given } });
    const secret = changed.secret ?? known.secret;
    return renderWebhook(store.put('webhook', { ...known, ...changed, secret, disabledAt: null }));
  });
  app.delete('/webhooks/:id', async (request, reply) => {
    store.remove('webhook', webhook((request as ApiRequest).params.id).id);
    return reply.code(204).send();
  });
}

function settings(body: unknown): { url: string; secret: string | null } {
  const { error, value } = WEBHOOK.validate((body as { webhook?: unknown } | null)?.webhook ?? {});
  if (error)
    throw unprocessable('WEBHOOK.INVALID', error.message, [{ field: 'url', message: error.message }]);
  return { url: value.url, secret: value.webhook_secret ?? null };
}
