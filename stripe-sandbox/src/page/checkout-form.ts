import type { FastifyReply } from 'fastify';
import type { Form } from '../api/form.js';
import { checkCard, checkEmail, type TypedCard } from '../cards/card-form.js';
import { SHOWCASE } from '../cards/test-cards.js';
import type { PaymentInput, Outcome } from '../checkout/outcome.js';
import { paySession } from '../checkout/pay-session.js';
import type { Core } from '../core.js';
import { addressOf, type SessionRecord, type Shopper } from '../store/records.js';
import { BILLING, type BillingField, checkoutPage, type FormState } from './checkout-page.js';
import { sendPage } from './layout.js';

/** An empty form. */
export const EMPTY: TypedCard = { email: '', number: '', expiry: '', cvc: '', name: '' };

/** The Checkout page with the fields as submitted. */
export function showForm(
  core: Core,
  reply: FastifyReply,
  session: SessionRecord,
  status: number,
  state: FormState,
): FastifyReply {
  const page = checkoutPage(session, core.config.merchantName, state, core.now());
  return sendPage(reply, status, page);
}

/** A click on a test card fills the form, also without JavaScript. */
export function prefilled(session: SessionRecord, fill: unknown): FormState {
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

/**
 * Handles the submitted form: a payment attempt when every field is valid, otherwise the form with
 * errors.
 */
export function submit(core: Core, reply: FastifyReply, session: SessionRecord, form: Form): FastifyReply {
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
  const problems: FormState['problems'] = {};
  const emailProblem = checkEmail(typed.email);
  if (emailProblem) problems.email = emailProblem;
  let input: PaymentInput = { delayed: method === 'delayed_failure' ? 'fails' : 'succeeds' };
  if (method === 'card' && session.amount > 0) {
    const checked = checkCard(typed, core.now());
    Object.assign(problems, checked.problems);
    input = { card: checked.card };
  }
  const names = Object.keys(BILLING) as BillingField[];
  const billing = Object.fromEntries(names.map((name) => [name, text(name).trim()]));
  if (billing['country'] && !/^[a-z]{2}$/i.test(billing['country']))
    problems.country = 'Use the two letters of the country, such as US.';
  const state = { typed, method, problems, billing };
  if (Object.keys(problems).length > 0) return showForm(core, reply, session, 422, state);
  const shopper = { email: typed.email.trim(), name: typed.name.trim() || null, ...billingOf(billing) };
  return follow(core, reply, session, paySession(core, session.id, shopper, input), state);
}

/** The address and the phone number as far as they were entered. */
function billingOf({ phone, ...entered }: Record<string, string>): Pick<Shopper, 'address' | 'phone'> {
  const parts = Object.fromEntries(Object.entries(entered).filter(([, value]) => value !== ''));
  const country = parts['country']?.toUpperCase();
  return {
    ...(Object.keys(parts).length > 0 && { address: addressOf({ ...parts, ...(country && { country }) }) }),
    ...(phone && { phone: phone.slice(0, 20) }),
  };
}

/** Where an attempt leads the shopper. */
export function follow(
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

/** Where a paid session leads. */
export const successUrl = (session: SessionRecord): string =>
  session.successUrl.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
