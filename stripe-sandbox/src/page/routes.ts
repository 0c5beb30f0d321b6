import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../api/api-error.js';
import { type Form, parseForm } from '../api/form.js';
import { answerChallenge } from '../checkout/answer-challenge.js';
import { sessionNow } from '../checkout/expire-session.js';
import type { Core } from '../core.js';
import type { IntentRecord, SessionRecord } from '../store/records.js';
import { SCRIPT, STYLE } from './assets.js';
import { challengePage } from './challenge-page.js';
import { EMPTY, follow, prefilled, showForm, submit, successUrl } from './checkout-form.js';
import { sendPage } from './layout.js';
import { messagePage } from './message-page.js';
import { receiptPage } from './receipt-page.js';

type Request = FastifyRequest<{ Params: { id: string } }>;

const formOf = (request: Request): Form => parseForm(typeof request.body === 'string' ? request.body : '');

/** The pages a shopper sees. */
export function pageRoutes(app: FastifyInstance, core: Core): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  app.setErrorHandler((error, request, reply) => {
    const refusal = error instanceof ApiError ? error : undefined;
    if (!refusal) core.log.error({ err: error, request: request.id }, 'page failed');
    const text = refusal?.message ?? 'The sandbox could not show this page. Its log says more.';
    return sendPage(reply, refusal?.status ?? 500, messagePage('Something went wrong', text));
  });
  app.get('/c/assets/checkout.css', async (_request, reply) => sendAsset(reply, 'text/css', STYLE));
  app.get('/c/assets/checkout.js', async (_request, reply) => sendAsset(reply, 'text/javascript', SCRIPT));
  app.get('/c/pay/:id', async (request: Request, reply) =>
    withOpen(core, request, reply, (session) =>
      showForm(core, reply, session, 200, prefilled(session, (request.query as Form)['fill'])),
    ),
  );
  app.post('/c/pay/:id', async (request: Request, reply) =>
    withOpen(core, request, reply, (session) => submit(core, reply, session, formOf(request))),
  );
  app.get('/c/pay/:id/challenge', async (request: Request, reply) =>
    withOpen(core, request, reply, (session) => {
      const intent = waitingIntent(core, session);
      if (!intent) return reply.redirect(`/c/pay/${session.id}`, 303);
      return sendPage(reply, 200, challengePage(intent, core.config.merchantName));
    }),
  );
  app.post('/c/pay/:id/challenge', async (request: Request, reply) =>
    withOpen(core, request, reply, (session) => {
      const intent = waitingIntent(core, session);
      if (!intent) return reply.redirect(`/c/pay/${session.id}`, 303);
      const passed = formOf(request)['answer'] === 'complete';
      const typed = { ...EMPTY, email: intent.shopper.email, name: intent.shopper.name ?? '' };
      const state = { typed, method: 'card', problems: {} };
      return follow(core, reply, session, answerChallenge(core, session.id, passed), state);
    }),
  );
  app.get('/receipts/:id', async (request: Request, reply) => {
    const charge = core.store.rows.charge.get(request.params.id);
    if (!charge || charge.status === 'failed') {
      return sendPage(reply, 404, messagePage('No such receipt', 'There is no payment behind this address.'));
    }
    const intent = core.store.rows.intent.get(charge.intent);
    const session = intent && core.store.rows.session.get(intent.session);
    return sendPage(reply, 200, receiptPage(charge, session, core.config.merchantName));
  });
}

/** The PaymentIntent whose 3-D Secure challenge waits for the shopper. */
function waitingIntent(core: Core, session: SessionRecord): IntentRecord | undefined {
  const intent = session.paymentIntent ? core.store.rows.intent.get(session.paymentIntent) : undefined;
  return intent?.challenge ? intent : undefined;
}

/** Shows a page of its own for a session that is unknown, expired or already paid. */
function withOpen(
  core: Core,
  request: Request,
  reply: FastifyReply,
  show: (session: SessionRecord) => FastifyReply,
): FastifyReply {
  let session: SessionRecord;
  try {
    session = sessionNow(core, request.params.id);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const text =
      'The page you were looking for could not be found. Please check the URL or contact the merchant.';
    return sendPage(reply, 404, messagePage('Something went wrong', text));
  }
  if (session.status === 'open') return show(session);
  if (session.status === 'complete') {
    if (request.method === 'POST') return reply.redirect(successUrl(session), 303);
    const link = { href: successUrl(session), label: 'Continue' };
    return sendPage(
      reply,
      200,
      messagePage('You’re all done here', 'This order has already been paid.', link),
    );
  }
  const link = session.cancelUrl ? { href: session.cancelUrl, label: 'Back to the shop' } : undefined;
  const text = 'Your checkout session has timed out. Return to the shop to start again.';
  return sendPage(reply, 410, messagePage('This link has expired', text, link));
}

function sendAsset(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply
    .header('content-type', `${type}; charset=utf-8`)
    .header('cache-control', 'max-age=300')
    .send(text);
}
