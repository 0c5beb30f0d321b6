import type { Stripe } from 'stripe';
import type { BalanceTransaction } from '../domain/balance-transaction.js';

/** Stripe's balance transaction in ours; null when there is none yet, it was not expanded, or its own sum is wrong. */
export function balanceOf(
  transaction: string | Stripe.BalanceTransaction | null | undefined,
): BalanceTransaction | null {
  if (!transaction || typeof transaction === 'string') return null;
  const { id, type, amount, fee, net, currency, created } = transaction;
  if (net !== amount - fee) return null;
  return { id, type, amount, fee, net, currency, at: new Date(created * 1_000) };
}
