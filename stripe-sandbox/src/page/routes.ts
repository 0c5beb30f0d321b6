import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../api/api-error.js';
import { type Form, parseForm } from '../api/form.js';
import { type CardProblems, checkCard, checkEmail, type TypedCard } from '../cards/card-form.js';
import { SHOWCASE } from '../cards/test-cards.js';
import { answerChallenge } from '../checkout/answer-challenge.js';
import { currentSession } from '../checkout/expire-session.js';
import { type Means, type Outcome, paySession } from '../checkout/pay-session.js';
import type { Core } from '../core.js';
import type { SessionRecord } from '../store/records.js';
import { SCRIPT, STYLE } from './assets.js';
import { challengePage } from './challenge-page.js';
import { checkoutPage, type FormState } from './checkout-page.js';
import { originOf, sendPage } from './layout.js';
import { messagePage } from './message-page.js';
import { receiptPage } from './receipt-page.js';

type Request = FastifyRequest<{ Params: { id: string } }>;

const formOf = (request: Request): Form => parseForm(typeof request.body === 'string' ? request.body : '');

const EMPTY: TypedCard = { email: '', number: '', expiry: '', cvc: '', name: '' };

/** The pages a shopper sees. */
export function pageRoutes(app: FastifyInstance, core: Core): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  app.get('/c/assets/checkout.css', async (_request, reply) => sendAsset(reply, 'text/css', STYLE));
  app.get('/c/assets/checkout.js', async (_request, reply) => sendAsset(reply, 'text/javascript', SCRIPT));
  app.get('/c/pay/:id', async (request: Request, reply) =>
    withOpen(core, request, reply, (session) =>
      showForm(core, reply, session, 200, prefilled(session, request)),
    ),
  );
  app.post('/c/pay/:id', async (request: Request, reply) =>
    withOpen(core, request, reply, (session) => submit(core, reply, session, formOf(request))),
  );
  app.get('/c/pay/:id/challenge', async (request: Request, reply) =>
    withOpen(core, request, reply, (session) => {
      const intent = session.paymentIntent ? core.store.rows.intent.get(session.paymentIntent) : undefined;
      if (!intent?.challenge) return reply.redirect(`/c/pay/${session.id}`, 303);
      return sendPage(
        reply,
        200,
        challengePage(intent, core.config.merchantName),
        originOf(session.successUrl),
      );
    }),
  );
  app.post('/c/pay/:id/challenge', async (request: Request, reply) =>
    withOpen(core, request, reply, (session) => {
      const passed = formOf(request)['answer'] === 'complete';
      const state = { typed: EMPTY, method: 'card', problems: {} };
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

/** Shows a page of its own for a session that is unknown, expired or already paid. */
function withOpen(
  core: Core,
  request: Request,
  reply: FastifyReply,
  show: (session: SessionRecord) => FastifyReply,
): FastifyReply {
  let session: SessionRecord;
  try {
    session = currentSession(core, request.params.id);
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

function showForm(
  core: Core,
  reply: FastifyReply,
  session: SessionRecord,
  status: number,
  state: FormState,
): FastifyReply {
  const page = checkoutPage(session, core.config.merchantName, state, core.now());
  return sendPage(reply, status, page, originOf(session.successUrl));
}

/** A click on a test card fills the form, also without JavaScript. */
function prefilled(session: SessionRecord, request: Request): FormState {
  const fill = (request.query as Form)['fill'];
  const card = SHOWCASE.find(({ name }) => name === fill);
  const email = session.customerEmail ?? '';
  const typed = card
    ? {
        email: email || 'shopper@example.com',
        number: card.number,
        expiry: '12 / 34',
        cvc: '123',
        name: 'Ada Shopper',
      }
    : { ...EMPTY, email };
  return { typed, method: session.methods.includes('card') ? 'card' : 'delayed_success', problems: {} };
}

function submit(core: Core, reply: FastifyReply, session: SessionRecord, form: Form): FastifyReply {
  const text = (name: string): string => {
    const value = form[name];
    return typeof value === 'string' ? value.slice(0, 600) : '';
  };
  const typed = {
    email: text('email'),
    number: text('number'),
    expiry: text('expiry'),
    cvc: text('cvc'),
    name: text('name'),
  };
  const method = text('method') || (session.methods.includes('card') ? 'card' : 'delayed_success');
  const problems: CardProblems = {};
  const emailProblem = checkEmail(typed.email);
  if (emailProblem) problems.email = emailProblem;
  let means: Means = { delayed: method === 'delayed_failure' ? 'fails' : 'succeeds' };
  if (method === 'card' && session.amount > 0) {
    const checked = checkCard(typed, core.now());
    Object.assign(problems, checked.problems);
    means = { card: checked.card };
  }
  const state = { typed, method, problems };
  if (Object.keys(problems).length > 0) return showForm(core, reply, session, 422, state);
  const shopper = { email: typed.email.trim(), name: typed.name.trim() || null };
  return follow(core, reply, session, paySession(core, session.id, shopper, means), state);
}

/** Where an attempt leads the shopper. */
function follow(
  core: Core,
  reply: FastifyReply,
  session: SessionRecord,
  outcome: Outcome,
  state: FormState,
): FastifyReply {
  if (outcome.result === 'challenge') return reply.redirect(`/c/pay/${session.id}/challenge`, 303);
  if (outcome.result !== 'declined') return reply.redirect(successUrl(session), 303);
  return showForm(core, reply, session, 402, { ...state, decline: outcome.failure.message });
}

const successUrl = (session: SessionRecord): string =>
  session.successUrl.replaceAll('{CHECKOUT_SESSION_ID}', session.id);

function sendAsset(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply
    .header('content-type', `${type}; charset=utf-8`)
    .header('cache-control', 'max-age=300')
    .send(text);
}
