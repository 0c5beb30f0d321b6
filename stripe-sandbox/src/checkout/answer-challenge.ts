import { refused } from '../api/api-error.js';
import type { Core } from '../core.js';
import type { FailureRecord } from '../store/records.js';
import { authorize } from './authorize.js';
import { openSession } from './expire-session.js';
import type { Outcome } from './outcome.js';

const NOT_AUTHENTICATED: FailureRecord = {
  code: 'payment_intent_authentication_failure',
  declineCode: null,
  message:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
};

/**
 * Records the result of the 3-D Secure challenge.
 *
 * @throws ApiError when the session is not open or no challenge is waiting
 */
export function answerChallenge(core: Core, sessionId: string, passed: boolean): Outcome {
  const session = openSession(core, sessionId);
  const intent = session.paymentIntent ? core.store.rows.intent.get(session.paymentIntent) : undefined;
  if (!intent?.challenge || !intent.method)
    throw refused('No 3-D Secure challenge is waiting for an answer.');
  const change = core.change();
  if (passed) {
    const { decline } = intent.challenge;
    const outcome = authorize(core, change, session, intent, {
      method: intent.method,
      decline,
      authenticated: true,
    });
    change.commit();
    return outcome;
  }
  const failure = NOT_AUTHENTICATED;
  change.set('intent', intent.id, { status: 'requires_payment_method', failure, challenge: null });
  change.event('intent', intent.id, 'payment_intent.payment_failed');
  change.commit();
  return { result: 'declined', failure, intent: intent.id };
}
