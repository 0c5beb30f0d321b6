import type { BalanceTransaction } from './balance-transaction.js';
import type { CheckoutSession } from './checkout-session.js';
import type { Decision, OurSession } from './settlement.js';

/** What is written about a session after it was looked at. */
export interface SettledSession {
  readonly orderId: string;
  readonly attempt: number;
  readonly sessionId: string;
  readonly status: 'complete' | 'failed' | 'expired' | 'superseded';
  /** Whether the session's end is known: false while a delayed payment is on its way. */
  readonly final: boolean;
  readonly payment: SettledPayment | null;
}

export interface SettledPayment {
  /** `pi_…` */
  readonly id: string;
  readonly chargeId: string | null;
  readonly receiptUrl: string | null;
  readonly paidAt: Date;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'amount_mismatch';
  /** What it came to on our balance; null while Stripe does not tell. */
  readonly balance: BalanceTransaction | null;
}

/** What a decision means for our rows; undefined when they stay as they are. */
export function settle(
  decision: Decision,
  ours: OurSession,
  found: CheckoutSession,
  now: Date,
): SettledSession | undefined {
  const row = { orderId: ours.orderId, attempt: ours.attempt, sessionId: found.id };
  if (decision.kind === 'over') return { ...row, status: decision.outcome, final: true, payment: null };
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
    paidAt: charge?.at ?? now,
    amount: received,
    currency: found.currency ?? ours.currency,
    status: decision.outcome === 'paid' ? 'succeeded' : 'amount_mismatch',
    balance: charge?.balance ?? null,
  };
  return { ...row, status: 'complete', final: true, payment };
}
