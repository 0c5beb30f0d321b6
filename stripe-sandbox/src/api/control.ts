import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerChallenge } from '../checkout/answer-challenge.js';
import { sessionNow, expire } from '../checkout/expire-session.js';
import type { PaymentInput, Outcome } from '../checkout/outcome.js';
import { paySession } from '../checkout/pay-session.js';
import { settleDebit } from '../checkout/settle-debit.js';
import { checkCard } from '../cards/card-form.js';
import type { Core } from '../core.js';
import { deliverWebhooksFirst } from '../faults/webhooks-first.js';
import { renderEvent } from '../objects/event.js';
import { renderPaymentIntent } from '../objects/payment-intent.js';
import { renderPaymentMethod } from '../objects/payment-method.js';
import { renderSession } from '../objects/session.js';
import type { Deliveries } from '../webhooks/deliveries.js';
import { ApiError, invalid, noSuch, refused } from './api-error.js';
import type { Statistics } from './statistics.js';

interface PayBody {
  card?: string;
  email?: string;
  name?: string;
  method?: 'card' | 'delayed_success' | 'delayed_failure';
  challenge?: 'complete' | 'fail';
  /** Minor units captured instead of the session's total, as after a discount or tax. */
  amount?: number;
}

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** `/_sandbox`: control API for demos, tests and benchmarks. */
export function controlRoutes(
  app: FastifyInstance,
  core: Core,
  deliveries: Deliveries,
  statistics: Statistics,
): void {
  app.post('/checkout/sessions/:id/pay', async (request: WithId) => {
    const { id } = request.params;
    const before = core.store.events.size;
    pay(core, id, readPayBody(request.body));
    await deliverWebhooksFirst(core, deliveries, before);
    return renderSession(sessionNow(core, id), core.publicUrl);
  });
  app.post('/checkout/sessions/:id/expire-now', async (request: WithId) => {
    const change = core.change();
    expire(core, change, sessionNow(core, request.params.id));
    change.commit();
    return renderSession(sessionNow(core, request.params.id), core.publicUrl);
  });
  app.post('/checkout/sessions/:id/settle-now', async (request: WithId) => {
    const { id, paymentIntent } = sessionNow(core, request.params.id);
    if (!paymentIntent || !core.store.rows.intent.get(paymentIntent)?.settlement)
      throw refused(`No delayed payment of ${id} is on its way.`);
    settleDebit(core, paymentIntent);
    return renderSession(sessionNow(core, id), core.publicUrl);
  });
  app.post('/events/:id/resend', async (request: WithId) => {
    const event = core.store.events.get(request.params.id);
    if (!event) throw noSuch('event', request.params.id);
    if (!core.config.webhookUrl) throw invalid('There is no webhook endpoint: WEBHOOK_URL is not set.');
    deliveries.resend(event.id);
    return renderEvent(event, core.publicUrl);
  });
  app.get('/stats', async () => ({
    apiCalls: statistics.read(),
    webhooks: { ...deliveries.counts, pending: deliveries.pending },
  }));
  app.post('/stats/reset', async () => {
    statistics.reset();
    deliveries.counts.delivered = deliveries.counts.failed = 0;
    return { reset: true };
  });
}

function readPayBody(body: unknown): PayBody {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw invalid('The body must be a JSON object.');
  const allowed = ['card', 'email', 'name', 'method', 'challenge', 'amount'];
  for (const [name, value] of Object.entries(body)) {
    if (!allowed.includes(name))
      throw invalid(`Received unknown parameter: ${name}`, name, 'parameter_unknown');
    if (name === 'amount') {
      if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 99_999_999)
        throw invalid(`Invalid integer: ${JSON.stringify(value)}`, name);
    } else if (typeof value !== 'string') throw invalid(`Invalid string: ${JSON.stringify(value)}`, name);
  }
  return body;
}

/** Pays as the hosted page does; a card with a 3-D Secure challenge needs `challenge` too. */
function pay(core: Core, id: string, body: PayBody): void {
  const shopper = { email: body.email ?? 'shopper@example.com', name: body.name ?? 'Sandbox Shopper' };
  let outcome = paySession(core, id, shopper, readMeans(core, body), body.amount);
  if (outcome.result === 'challenge' && body.challenge) {
    outcome = answerChallenge(core, id, body.challenge === 'complete');
  }
  if (outcome.result === 'declined') throw declined(core, outcome);
  if (outcome.result === 'challenge') {
    throw new ApiError(
      402,
      'card_error',
      'Your card was declined. This transaction requires authentication.',
      {
        code: 'authentication_required',
        declineCode: 'authentication_required',
      },
    );
  }
}

function readMeans(core: Core, { method = 'card', card = '4242424242424242' }: PayBody): PaymentInput {
  if (method === 'delayed_success') return { delayed: 'succeeds' };
  if (method === 'delayed_failure') return { delayed: 'fails' };
  if (method !== 'card') {
    throw invalid('Invalid method: must be one of card, delayed_success, or delayed_failure', 'method');
  }
  const cvc = /^\s*3[47]/.test(card) ? '1234' : '123';
  const typed = { email: '', number: card, expiry: '12 / 34', cvc, name: 'Sandbox Shopper' };
  const checked = checkCard(typed, core.now());
  if (checked.problems.number) {
    throw new ApiError(402, 'card_error', 'Your card number is incorrect.', {
      code: 'incorrect_number',
      param: 'number',
    });
  }
  return { card: checked.card };
}

/** The card error that confirming the PaymentIntent through Stripe's API would give. */
function declined(core: Core, { failure, intent: id }: Extract<Outcome, { result: 'declined' }>): ApiError {
  const intent = core.store.rows.intent.get(id);
  return new ApiError(402, 'card_error', failure.message, {
    code: failure.code,
    declineCode: failure.declineCode,
    ...(intent?.latestCharge && { charge: intent.latestCharge }),
    ...(intent && { paymentIntent: renderPaymentIntent(intent, core.publicUrl) }),
    ...(intent?.method && {
      paymentMethod: renderPaymentMethod(intent.method, intent.shopper, intent.created),
    }),
  });
}
