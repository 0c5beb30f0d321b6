import type { FastifyInstance, FastifyRequest } from 'fastify';
import Joi from 'joi';
import { checkCard, isEmail } from '../../cards/card-form.js';
import { answerChallenge } from '../../checkout/answer-challenge.js';
import { checkCharge } from '../../checkout/check-amount.js';
import { sessionNow, expire } from '../../checkout/expire-session.js';
import type { PaymentInput, Outcome } from '../../checkout/outcome.js';
import { paySession } from '../../checkout/pay-session.js';
import { settleDebit } from '../../checkout/settle-debit.js';
import type { Core } from '../../core.js';
import { deliverWebhooksFirst } from '../../faults/webhooks-first.js';
import { renderEvent } from '../../objects/event.js';
import { renderPaymentIntent } from '../../objects/payment-intent.js';
import { renderPaymentMethod } from '../../objects/payment-method.js';
import { renderSession } from '../../objects/session.js';
import { addressOf, type AddressRecord, type Shopper } from '../../store/records.js';
import type { Deliveries } from '../../webhooks/deliveries.js';
import { ApiError, invalid, noSuch, refused } from '../api-error.js';
import { readBody } from './json-body.js';
import type { Statistics } from './statistics.js';

interface PayBody {
  card: string;
  email: string;
  name: string;
  address?: Partial<AddressRecord>;
  phone?: string;
  method: 'card' | 'delayed_success' | 'delayed_failure';
  challenge?: 'complete' | 'fail';
  /** Minor units captured instead of the session's total, as after a discount or tax. */
  amount?: number;
}

const line = Joi.string().max(200);

const PAY: Joi.ObjectSchema<PayBody> = Joi.object({
  card: Joi.string().default('4242424242424242'),
  email: Joi.string().custom(acceptedEmail).default('shopper@example.com'),
  name: line.default('Sandbox Shopper'),
  address: Joi.object({
    city: line,
    country: Joi.string().pattern(/^[A-Z]{2}$/, 'country code'),
    line1: line,
    line2: line,
    postal_code: line,
    state: line,
  }),
  phone: Joi.string().max(20),
  method: Joi.string().valid('card', 'delayed_success', 'delayed_failure').default('card'),
  challenge: Joi.string().valid('complete', 'fail'),
  amount: Joi.number().integer().min(1),
}).messages({ 'email.wrong': '{{#label}} is not an e-mail address that Stripe accepts' });

function acceptedEmail(value: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport {
  return isEmail(value) ? value : helpers.error('email.wrong');
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
    pay(core, id, readBody(PAY, request.body));
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

/** Pays as the hosted page does; a card with a 3-D Secure challenge needs `challenge` too. */
function pay(core: Core, id: string, body: PayBody): void {
  const { email, name, phone, amount } = body;
  const shopper: Shopper = {
    email,
    name,
    ...(body.address && { address: addressOf(body.address) }),
    ...(phone && { phone }),
  };
  if (amount !== undefined) checkCharge(amount, sessionNow(core, id).currency);
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

function readMeans(core: Core, { method, card }: PayBody): PaymentInput {
  if (method === 'delayed_success') return { delayed: 'succeeds' };
  if (method === 'delayed_failure') return { delayed: 'fails' };
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
