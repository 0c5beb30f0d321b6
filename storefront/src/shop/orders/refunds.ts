import type { TimelineEntry } from '@orderwire/contracts';

/** A refund as its shopper sees it. */
export interface Refund {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly at: string;
}

const states: Readonly<Record<string, Refund['state']>> = {
  refund_requested: 'pending',
  refunded: 'succeeded',
  refund_failed: 'failed',
};

/** The refunds of an order by their latest step, oldest first; not those of rejected payments. */
export function refundsOf(entries: readonly TimelineEntry[]): Refund[] {
  const refunds = new Map<string, Refund>();
  for (const { step, at, details } of entries) {
    const state = states[step];
    const { refundId, amount, currency, automatic } = details;
    if (!state || automatic === true || typeof refundId !== 'string') continue;
    refunds.set(refundId, { id: refundId, amount: Number(amount), currency: String(currency), state, at });
  }
  return [...refunds.values()];
}
