import type { Change, Core } from '../core.js';
import type { FailureRecord, IntentRecord, MethodRecord, SessionRecord } from '../store/records.js';
import { completeSession, ensureCustomer } from './complete-session.js';
import type { Outcome } from './outcome.js';
import { recordCharge } from './record-charge.js';

/** The authorization request and the bank's decision. */
export interface Authorization {
  method: MethodRecord;
  decline: FailureRecord | null;
  /** True when the shopper passed a 3-D Secure challenge. */
  authenticated: boolean;
}

/** Authorizes once: either the session is paid, or the intent requires another payment method. */
export function authorize(
  core: Core,
  change: Change,
  session: SessionRecord,
  intent: IntentRecord,
  { method, decline, authenticated }: Authorization,
): Outcome {
  const customer = decline ? session.customer : ensureCustomer(core, change, session, intent.shopper);
  const status = decline ? 'failed' : 'succeeded';
  const charge = recordCharge(core, change, intent, {
    method,
    status,
    failure: decline,
    authenticated,
    customer,
  });
  change.set('intent', intent.id, {
    status: decline ? 'requires_payment_method' : 'succeeded',
    method,
    customer,
    failure: decline,
    latestCharge: charge,
    charges: [...intent.charges, charge],
    challenge: null,
  });
  if (decline) {
    change.event('charge', charge, 'charge.failed');
    change.event('intent', intent.id, 'payment_intent.payment_failed');
    return { result: 'declined', failure: decline, intent: intent.id };
  }
  change.event('charge', charge, 'charge.succeeded');
  change.event('intent', intent.id, 'payment_intent.succeeded');
  completeSession(core, change, session, intent.shopper, { paymentStatus: 'paid', customer });
  return { result: 'paid' };
}
