import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../core.js';
import { notFound } from '../api/api-error.js';
import { SCRIPT, STYLE } from './assets.js';
import { listPage, trackPage } from './list-page.js';

const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The pages that a person sees: all shipments, and the tracking page of one. */
export function pageRoutes(app: FastifyInstance, core: Core): void {
  app.get('/', async (_request, reply) => send(reply, listPage(core)));
  app.get('/track/:code', async (request: FastifyRequest<{ Params: { code: string } }>, reply) => {
    const tracker = core.store.list('tracker').find(({ code }) => code === request.params.code);
    if (!tracker) throw notFound();
    return send(reply, trackPage(tracker));
  });
  app.get('/assets/carrier.css', async (_request, reply) => reply.type('text/css').send(STYLE));
  app.get('/assets/carrier.js', async (_request, reply) => reply.type('text/javascript').send(SCRIPT));
}

const send = (reply: FastifyReply, page: string): FastifyReply =>
  reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', PAGE_POLICY)
    .send(page);
