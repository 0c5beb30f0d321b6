import { refused } from '../api/api-error.js';
import { behaviourOf } from '../cards/test-cards.js';
import type { Change, Core } from '../core.js';
import { refuseCharge } from '../faults/account.js';
import { newId, randomLetters } from '../store/ids.js';
import type { IntentRecord, SessionRecord, Shopper } from '../store/records.js';
import { authorize } from './authorize.js';
import { completeSession } from './complete-session.js';
import { openSession } from './expire-session.js';
import { bankMethod, cardMethod, delayedTypes } from './methods.js';
import type { PaymentInput, Outcome } from './outcome.js';
import { startDebit } from './start-debit.js';

/**
 * Attempts to pay an open session. The attempt is one turn of the event loop and one commit, so of
 * two concurrent attempts the second finds the session complete. `amount` is captured instead of
 * the session's total.
 *
 * @throws ApiError when the session is unknown, no longer open, or does not accept this payment
 * method
 */
export function paySession(
  core: Core,
  id: string,
  shopper: Shopper,
  input: PaymentInput,
  amount?: number,
): Outcome {
  const change = core.change();
  const session = priced(change, openSession(core, id), amount);
  const outcome = attempt(core, change, session, shopper, input);
  change.commit();
  return outcome;
}

/** The session with another amount than that of its lines. */
function priced(change: Change, session: SessionRecord, amount = session.amount): SessionRecord {
  if (amount === session.amount) return session;
  const other = { amount, subtotal: session.subtotal ?? session.amount };
  change.set('session', session.id, other);
  return { ...session, ...other };
}

function attempt(
  core: Core,
  change: Change,
  session: SessionRecord,
  shopper: Shopper,
  input: PaymentInput,
): Outcome {
  if (session.amount === 0) {
    completeSession(core, change, session, shopper, { paymentStatus: 'no_payment_required' });
    return { result: 'paid' };
  }
  const wanted = 'card' in input ? ['card'] : delayedTypes(session.currency);
  if (!wanted.some((type) => session.methods.includes(type))) {
    const name = 'card' in input ? 'a card' : 'a delayed bank debit';
    throw refused(
      `This Checkout Session cannot be paid with ${name}: it accepts ${session.methods.join(', ')}.`,
    );
  }
  refuseCharge(core.account);
  const intent = confirmedIntent(core, change, session, shopper);
  if ('delayed' in input) {
    return startDebit(core, change, session, intent, bankMethod(session.currency), input.delayed);
  }
  const behaviour = behaviourOf(input.card.number);
  const method = cardMethod(input.card, behaviour);
  const decline = behaviour.decline ?? null;
  if (!behaviour.challenge)
    return authorize(core, change, session, intent, { method, decline, authenticated: false });
  change.set('intent', intent.id, {
    status: 'requires_action',
    method,
    failure: null,
    challenge: { decline },
  });
  change.event('intent', intent.id, 'payment_intent.requires_action');
  return { result: 'challenge' };
}

/** The session's PaymentIntent; the first attempt creates it, later ones reuse it. */
function confirmedIntent(core: Core, change: Change, session: SessionRecord, shopper: Shopper): IntentRecord {
  const known = session.paymentIntent ? core.store.rows.intent.get(session.paymentIntent) : undefined;
  if (known) {
    const { amount } = session;
    change.set('intent', known.id, { shopper, amount });
    return { ...known, shopper, amount };
  }
  const id = newId.intent();
  const intent: IntentRecord = {
    id,
    created: core.seconds,
    amount: session.amount,
    currency: session.currency,
    session: session.id,
    customer: session.customer,
    data: session.intent,
    clientSecret: `${id}_secret_${randomLetters(25)}`,
    methods: session.methods,
    status: 'requires_payment_method',
    method: null,
    shopper,
    latestCharge: null,
    charges: [],
    failure: null,
    canceledAt: null,
    challenge: null,
    settlement: null,
  };
  change.put('intent', intent);
  change.event('intent', id, 'payment_intent.created');
  change.set('session', session.id, { paymentIntent: id });
  return intent;
}
