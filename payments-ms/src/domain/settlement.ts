import { type CheckoutSession, judge, type PaymentIntent } from './checkout-session.js';

/** An event the worker has taken, beside the session of ours that its metadata names. */
export interface TakenEvent {
  readonly id: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly receivedAt: Date;
  readonly tries: number;
  /** Null when no session of ours has the order and attempt the event names. */
  readonly session: OurSession | null;
}

/** Whether a newer link took a session's place, or may be about to. */
export type Replaced = 'no' | 'soon' | 'yes';

/** What we opened, or are opening. */
export interface OurSession {
  readonly orderId: string;
  readonly attempt: number;
  /** Null while Stripe's answer to our request is not stored. */
  readonly stripeId: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly correlationId: string;
  readonly replaced: Replaced;
}

/** What is done about an event. `wait`: Stripe does not yet show what the event says, so it is looked at again. */
export type Decision =
  | { readonly kind: 'wait'; readonly reason: string }
  | { readonly kind: 'report'; readonly outcome: 'unknown_order' | 'twin' | 'processing' }
  | { readonly kind: 'paid'; readonly outcome: 'paid' | 'amount_mismatch'; readonly intent: PaymentIntent }
  | { readonly kind: 'over'; readonly outcome: 'failed' | 'expired' | 'superseded'; readonly reason: string };

/** How long a session that was expired for a new link waits for the link. */
const REPLACEMENT_MS = 120_000;

/**
 * Decides from the session as Stripe has it now, never from the order in which events came. `found` is null when Stripe
 * has no such session. Money that differs from what the session was opened for is never a success, and captured money of an order
 * of ours is always a payment, whatever became of the session here: no branch keeps it in silence.
 */
export function decide(event: TakenEvent, found: CheckoutSession | null, now: Date): Decision {
  const ours = event.session;
  if (!ours) return { kind: 'report', outcome: 'unknown_order' };
  if (!found) return { kind: 'wait', reason: 'Stripe does not know a session that we opened' };
  const labelled = found.orderId === ours.orderId && found.attempt === ours.attempt;
  if (ours.stripeId !== found.id && !labelled) return { kind: 'report', outcome: 'unknown_order' };
  // Made beside the one we know, under an answer that was lost: it ends nothing of ours, but its money counts.
  const twin = ours.stripeId !== null && ours.stripeId !== found.id;
  if (twin && judge(found) !== 'paid') return { kind: 'report', outcome: 'twin' };
  switch (judge(found)) {
    case 'paid':
      return found.intent
        ? { kind: 'paid', outcome: isExact(ours, found) ? 'paid' : 'amount_mismatch', intent: found.intent }
        : { kind: 'wait', reason: 'the session is paid but names no payment intent' };
    case 'failed':
      return { kind: 'over', outcome: 'failed', reason: found.intent?.failure ?? 'The payment failed.' };
    case 'expired':
      return expiry(ours, event.receivedAt, now);
    case 'processing':
      return event.type === 'checkout.session.async_payment_failed'
        ? { kind: 'over', outcome: 'failed', reason: found.intent?.failure ?? 'The payment failed.' }
        : { kind: 'report', outcome: 'processing' };
    case 'open':
      return { kind: 'wait', reason: 'the session is still open at Stripe' };
  }
}

/** A session that was expired for a new link ends in silence; if the new link does not come, its end is told after all. */
function expiry({ replaced }: OurSession, receivedAt: Date, now: Date): Decision {
  if (replaced === 'yes')
    return { kind: 'over', outcome: 'superseded', reason: 'A newer link took its place.' };
  if (replaced === 'soon' && now.getTime() - receivedAt.getTime() < REPLACEMENT_MS)
    return { kind: 'wait', reason: 'a newer link may take its place' };
  return { kind: 'over', outcome: 'expired', reason: 'The session expired.' };
}

/** Why captured money pays nothing: what it differs in. */
export const differenceOf = (ours: OurSession, { currency }: CheckoutSession): string =>
  currency === ours.currency ? 'amount_differs' : 'currency_differs';

function isExact(ours: OurSession, { amount, currency, intent }: CheckoutSession): boolean {
  return amount === ours.amount && intent?.received === ours.amount && currency === ours.currency;
}

/** How long a failed try waits for the next: 1 s, doubled each time, at most 10 minutes. */
export const retryDelayMs = (tries: number): number => Math.min(600_000, 1_000 * 2 ** Math.max(0, tries - 1));
