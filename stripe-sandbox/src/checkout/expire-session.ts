import { noSuch, refused } from '../api/api-error.js';
import type { Change, Core } from '../core.js';
import type { SessionRecord } from '../store/records.js';

/** The session, expired first if its time is over. */
export function sessionNow(core: Core, id: string, param = 'session'): SessionRecord {
  const session = core.store.rows.session.get(id);
  if (!session) throw noSuch('checkout.session', id, param);
  if (session.status !== 'open' || core.seconds < session.expiresAt) return session;
  const change = core.change();
  expire(core, change, session);
  change.commit();
  return core.store.rows.session.get(id) ?? session;
}

/** The session if it can still be paid. */
export function openSession(core: Core, id: string): SessionRecord {
  const session = sessionNow(core, id);
  if (session.status === 'open') return session;
  const reason = session.status === 'complete' ? 'has already been completed' : 'has expired';
  throw refused(`This Checkout Session ${reason}.`, { code: 'payment_intent_unexpected_state' });
}

/** Closes an open session unpaid, and cancels the PaymentIntent of a failed attempt. */
export function expire(core: Core, change: Change, session: SessionRecord): void {
  if (session.status !== 'open') {
    throw refused(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  }
  const intent = session.paymentIntent;
  if (intent) {
    change.set('intent', intent, { status: 'canceled', canceledAt: core.seconds, challenge: null });
    change.event('intent', intent, 'payment_intent.canceled');
  }
  change.set('session', session.id, { status: 'expired' });
  change.event('session', session.id, 'checkout.session.expired');
}
