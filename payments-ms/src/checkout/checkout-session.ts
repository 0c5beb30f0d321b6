import type { BalanceTransaction } from '../ledger/ledger.js';

/** A Checkout Session at Stripe. Payment intent and charge are present if they were expanded. */
export interface CheckoutSession {
  /** `cs_…` */
  readonly id: string;
  readonly status: 'open' | 'complete' | 'expired';
  readonly paid: boolean;
  /** Minor units. */
  readonly amount: number | null;
  readonly currency: string | null;
  /** Null once the session has ended. */
  readonly url: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly expiresAt: Date;
  readonly orderId: string | null;
  readonly attempt: number | null;
  /** The address that the shopper entered at Checkout; null before. */
  readonly email: string | null;
  readonly intent: PaymentIntent | null;
}

export interface PaymentIntent {
  /** `pi_…` */
  readonly id: string;
  readonly status: string;
  /** Minor units captured. */
  readonly received: number;
  /** Stripe's message about the last failed payment. */
  readonly failure: string | null;
  readonly charge: Charge | null;
}

export interface Charge {
  /** `ch_…`, `py_…` */
  readonly id: string;
  readonly receiptUrl: string | null;
  readonly at: Date;
  /** Its effect on our balance; null until Stripe reports it. */
  readonly balance: BalanceTransaction | null;
}

export type PaymentState = 'open' | 'processing' | 'paid' | 'failed' | 'expired';

const failedIntents: ReadonlySet<string> = new Set(['requires_payment_method', 'canceled']);

/**
 * The state of a session, from the object as Stripe has it now. A delayed payment method completes
 * Checkout first and succeeds or fails later.
 */
export function paymentState({ status, paid, intent }: CheckoutSession): PaymentState {
  if (paid) return 'paid';
  if (status !== 'complete') return status;
  return intent && failedIntents.has(intent.status) ? 'failed' : 'processing';
}
