import { type CheckoutSession, type PaymentIntent, paymentState } from '../checkout/checkout-session.js';
import type { BalanceTransaction } from '../ledger/ledger.js';
import { FOREIGN } from './stripe-event.js';

/** An event that a worker claimed, with the stored session that its metadata names. */
export interface ClaimedEvent {
  readonly id: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly receivedAt: Date;
  /** By Stripe's clock; null for an event of our own. */
  readonly createdAt: Date | null;
  readonly attempts: number;
  /** Null when no session is stored for the order and attempt of the event. */
  readonly session: KnownSession | null;
  /** The shop in the metadata of a session that is not stored. */
  readonly shop: string | null;
}

/** Whether a newer session replaced this one. `soon`: the older one is about to be expired. */
export type Replaced = 'no' | 'soon' | 'yes';

/** A payment session as stored. */
export interface KnownSession {
  readonly orderId: string;
  readonly attempt: number;
  /** Null until Stripe's response is stored. */
  readonly stripeId: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly correlationId: string;
  readonly replaced: Replaced;
}

/** `wait`: Stripe does not show yet what the event says; it is checked again. */
export type Decision =
  | { readonly kind: 'wait'; readonly reason: string }
  | {
      readonly kind: 'report';
      readonly outcome: 'unknown_order' | typeof FOREIGN | 'duplicate_session' | 'processing';
    }
  | { readonly kind: 'paid'; readonly outcome: 'paid' | 'amount_mismatch'; readonly intent: PaymentIntent }
  | {
      readonly kind: 'ended';
      readonly outcome: 'failed' | 'expired' | 'superseded';
      readonly reason: string;
    };

/** How long the expiry of a session waits for the newer session that is to replace it. */
const REPLACEMENT_MS = 120_000;

/**
 * Decides from the session as Stripe has it now, never from the order of events. `found` is null if
 * Stripe has no such session. A capture that differs from the session is never a success. A capture
 * of an order of ours is always a payment, whatever the status of the stored session. `shop`: our
 * marker; a session with it that is not stored was lost here.
 */
export function decide(
  event: ClaimedEvent,
  found: CheckoutSession | null,
  now: Date,
  shop: string,
): Decision {
  const known = event.session;
  if (!known) return { kind: 'report', outcome: event.shop === shop ? 'unknown_order' : FOREIGN };
  if (!found) return { kind: 'wait', reason: 'Stripe has no such session' };
  const labelled = found.orderId === known.orderId && found.attempt === known.attempt;
  if (known.stripeId !== found.id && !labelled) return { kind: 'report', outcome: 'unknown_order' };
  // A second session of the attempt, created when a response was lost. Only its capture counts.
  const duplicate = known.stripeId !== null && known.stripeId !== found.id;
  const state = paymentState(found);
  if (duplicate && state !== 'paid') return { kind: 'report', outcome: 'duplicate_session' };
  switch (state) {
    case 'paid':
      if (found.free && !isExact(known, found))
        return {
          kind: 'ended',
          outcome: 'failed',
          reason: 'Stripe required no payment for an order with a price.',
        };
      return found.intent
        ? { kind: 'paid', outcome: isExact(known, found) ? 'paid' : 'amount_mismatch', intent: found.intent }
        : { kind: 'wait', reason: 'the session is paid and has no payment intent' };
    case 'failed':
      return { kind: 'ended', outcome: 'failed', reason: found.intent?.failure ?? 'The payment failed.' };
    case 'expired':
      return expiry(known, event.receivedAt, now);
    case 'processing':
      return event.type === 'checkout.session.async_payment_failed'
        ? { kind: 'ended', outcome: 'failed', reason: found.intent?.failure ?? 'The payment failed.' }
        : { kind: 'report', outcome: 'processing' };
    case 'open':
      return { kind: 'wait', reason: 'the session is still open at Stripe' };
  }
}

/** The expiry of a replaced session is not published, unless the newer session is never created. */
function expiry({ replaced }: KnownSession, receivedAt: Date, now: Date): Decision {
  if (replaced === 'yes')
    return { kind: 'ended', outcome: 'superseded', reason: 'A newer session replaced it.' };
  if (replaced === 'soon' && now.getTime() - receivedAt.getTime() < REPLACEMENT_MS)
    return { kind: 'wait', reason: 'a newer session may replace it' };
  return { kind: 'ended', outcome: 'expired', reason: 'The session expired.' };
}

/** The refund reason of a capture that differs from its session. */
export const mismatchReason = (known: KnownSession, { currency }: CheckoutSession): string =>
  currency === known.currency ? 'amount_differs' : 'currency_differs';

function isExact(known: KnownSession, { free, amount, currency, intent }: CheckoutSession): boolean {
  const due = free ? 0 : known.amount;
  return amount === due && intent?.received === due && currency === known.currency;
}

/** The pause after a failed attempt: 1 s, doubled each time, at most 10 minutes. */
export const retryDelayMs = (attempts: number): number =>
  Math.min(600_000, 1_000 * 2 ** Math.max(0, attempts - 1));

/** The update of a payment session that a decision makes. */
export interface SettledSession {
  readonly orderId: string;
  readonly attempt: number;
  readonly sessionId: string;
  readonly status: 'complete' | 'failed' | 'expired' | 'superseded';
  /** False while a delayed payment is in progress. */
  readonly final: boolean;
  readonly payment: SettledPayment | null;
}

export interface SettledPayment {
  /** `pi_…` */
  readonly id: string;
  readonly chargeId: string | null;
  readonly receiptUrl: string | null;
  readonly at: Date;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'amount_mismatch';
  /** Its effect on our balance; null until Stripe reports it. */
  readonly balance: BalanceTransaction | null;
}

/** Returns undefined when the stored session does not change. */
export function toSettledSession(
  decision: Decision,
  known: KnownSession,
  found: CheckoutSession,
  now: Date,
): SettledSession | undefined {
  const row = { orderId: known.orderId, attempt: known.attempt, sessionId: found.id };
  if (decision.kind === 'ended') return { ...row, status: decision.outcome, final: true, payment: null };
  if (decision.kind === 'report')
    return decision.outcome === 'processing'
      ? { ...row, status: 'complete', final: false, payment: null }
      : undefined;
  if (decision.kind === 'wait') return undefined;
  const { id, charge, received } = decision.intent;
  const payment: SettledPayment = {
    id,
    chargeId: charge?.id ?? null,
    receiptUrl: charge?.receiptUrl ?? null,
    at: charge?.at ?? now,
    amount: received,
    currency: found.currency ?? known.currency,
    status: decision.outcome === 'paid' ? 'succeeded' : 'amount_mismatch',
    balance: charge?.balance ?? null,
  };
  return { ...row, status: 'complete', final: true, payment };
}
