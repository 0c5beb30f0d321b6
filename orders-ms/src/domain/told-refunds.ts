import type { TimelineEntry } from '@orderwire/contracts';

/** A payment that does not count, or a refund, as far as a timeline tells of it. */
export interface ToldRefund {
  readonly amount: number;
  readonly currency?: string;
  /** The money pays nothing. */
  readonly automatic: boolean;
  readonly state: 'rejected' | 'requested' | 'done' | 'failed';
  readonly failure: unknown;
  readonly at: string;
}

const states = {
  payment_rejected: 'rejected',
  refund_requested: 'requested',
  refunded: 'done',
  refund_failed: 'failed',
} as const;

const isTold = (step: string): step is keyof typeof states => step in states;

/** How each of them stands now, in the order in which they were first told of. A rejected payment and its refunds are one. */
export function refundsTold(entries: readonly TimelineEntry[]): ToldRefund[] {
  const told = new Map<string, ToldRefund>();
  for (const { step, at, details } of entries) {
    if (!isTold(step)) continue;
    const { refundId, paymentId, amount, currency, automatic, failure } = details;
    // Given back by hand after we could not: that settles what was told of the payment.
    const byHand = told.get(String(paymentId))?.amount === Number(amount);
    const wrong = step === 'payment_rejected' || automatic === true || byHand;
    told.set(String(wrong ? paymentId : refundId), {
      amount: Number(amount),
      ...(typeof currency === 'string' && { currency }),
      automatic: wrong,
      state: states[step],
      failure,
      at,
    });
  }
  return [...told.values()];
}
