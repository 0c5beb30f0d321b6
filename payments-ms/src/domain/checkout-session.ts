import type { BalanceTransaction } from './balance-transaction.js';

/** What we need to know about a Checkout session at Stripe, with its payment intent and charge when they were asked for. */
export interface CheckoutSession {
  /** `cs_…` */
  readonly id: string;
  readonly status: 'open' | 'complete' | 'expired';
  readonly paid: boolean;
  /** Minor units. */
  readonly amount: number | null;
  readonly currency: string | null;
  /** Null once the session is over. */
  readonly url: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly expiresAt: Date;
  readonly orderId: string | null;
  readonly attempt: number | null;
  /** What the shopper gave at Checkout; null before. */
  readonly email: string | null;
  readonly intent: PaymentIntent | null;
}

/** The payment behind a session. */
export interface PaymentIntent {
  /** `pi_…` */
  readonly id: string;
  readonly status: string;
  /** Minor units captured. */
  readonly received: number;
  /** Why the last try failed, in Stripe's words. */
  readonly failure: string | null;
  readonly charge: Charge | null;
}

/** The charge that captured the money. */
export interface Charge {
  /** `ch_…`, `py_…` */
  readonly id: string;
  readonly receiptUrl: string | null;
  readonly at: Date;
  /** What it came to on our balance; null while Stripe does not tell. */
  readonly balance: BalanceTransaction | null;
}

/** Where a session stands, whatever events said and in whatever order they came. */
export type Verdict = 'open' | 'processing' | 'paid' | 'failed' | 'expired';

const failedIntents: ReadonlySet<string> = new Set(['requires_payment_method', 'canceled']);

/** Judges a session by the object as Stripe has it now. A delayed method completes Checkout first and pays, or fails, later. */
export function judge({ status, paid, intent }: CheckoutSession): Verdict {
  if (paid) return 'paid';
  if (status !== 'complete') return status;
  return intent && failedIntents.has(intent.status) ? 'failed' : 'processing';
}
