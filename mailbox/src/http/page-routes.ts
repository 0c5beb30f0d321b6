import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Joi from 'joi';
import { readMessage } from '../messages/message.js';
import { listOf } from './api.js';
import { SCRIPT, STYLE } from './assets.js';
import { document } from './document.js';
import { html } from './html.js';
import { type Core, found, valid } from './core.js';
import { listPage } from './list-page.js';
import { messagePage, VIEWS, type View } from './message-page.js';

type ById = FastifyRequest<{ Params: { id: string } }>;

const VIEW = Joi.object<{ view?: View }>({ view: Joi.valid(...VIEWS) });

const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * For the HTML of a mail: no script, no form, nothing loaded from elsewhere, no access to this
 * origin. A link opens a new window, to which the sandbox does not apply.
 */
const MAIL_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** The pages that a person sees. */
export function pageRoutes(app: FastifyInstance, { store, faults, log }: Core): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error, url: request.url }, 'page failed');
    const text = status < 500 ? error.message : 'The mailbox failed; its log says more.';
    const body = html`<main>
      <a href="/">All messages</a>
      <h1>No such page</h1>
      <p>${text}</p>
    </main>`;
    return sendPage(reply.code(status), document('No such page', body));
  });
  app.get('/', async (request, reply) => {
    const { limit, ...filter } = listOf(request.query);
    const all = store.list(filter);
    const shown = { messages: all.slice(0, limit), matching: all.length, kept: store.size };
    return sendPage(reply, listPage(shown, filter.search ?? '', faults.rules.length));
  });
  app.get('/messages/:id', async (request: ById, reply) => {
    const { view } = valid(VIEW, request.query);
    return sendPage(reply, messagePage(await readMessage(found(store, request.params.id)), view));
  });
  app.get('/messages/:id/html', async (request: ById, reply) => {
    const { html: content } = await readMessage(found(store, request.params.id));
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', MAIL_POLICY)
      .send(`<!doctype html><meta charset="utf-8"><base target="_blank">${content ?? ''}`);
  });
  app.get('/assets/mailbox.css', async (_request, reply) => reply.type('text/css').send(STYLE));
  app.get('/assets/mailbox.js', async (_request, reply) => reply.type('text/javascript').send(SCRIPT));
}

const sendPage = (reply: FastifyReply, page: string): FastifyReply =>
  reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', PAGE_POLICY)
    .send(page);
