import type { Change, Core } from '../core.js';
import type { IntentRecord, MethodRecord, SessionRecord } from '../store/records.js';
import { completeSession, ensureCustomer } from './complete-session.js';
import type { Outcome } from './outcome.js';
import { recordCharge } from './record-charge.js';

/** Starts a bank debit: the session is complete but unpaid until {@link settleDebit}. */
export function startDebit(
  core: Core,
  change: Change,
  session: SessionRecord,
  intent: IntentRecord,
  method: MethodRecord,
  outcome: 'succeeds' | 'fails',
): Outcome {
  const customer = ensureCustomer(core, change, session, intent.shopper);
  const attempt = { method, status: 'pending', failure: null, authenticated: false, customer } as const;
  const charge = recordCharge(core, change, intent, attempt);
  change.set('intent', intent.id, {
    status: 'processing',
    method,
    customer,
    failure: null,
    latestCharge: charge,
    charges: [...intent.charges, charge],
    challenge: null,
    settlement: { at: core.now() + core.config.delayedPaymentSeconds * 1000, outcome },
  });
  change.event('charge', charge, 'charge.pending');
  change.event('intent', intent.id, 'payment_intent.processing');
  completeSession(core, change, session, intent.shopper, { paymentStatus: 'unpaid', customer });
  return { result: 'processing' };
}
