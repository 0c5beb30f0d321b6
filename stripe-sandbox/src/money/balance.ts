import type Stripe from 'stripe';
import type { Core } from '../core.js';
import { AVAILABLE_AFTER } from '../objects/balance-transaction.js';

/** The balance per currency: available, and pending for up to two days. */
export function balance(core: Core): Stripe.Balance {
  const available = new Map<string, number>();
  const pending = new Map<string, number>();
  const now = core.seconds;
  for (const { created, currency, amount, fee } of core.store.rows.transaction) {
    const sums = created + AVAILABLE_AFTER > now ? pending : available;
    sums.set(currency, (sums.get(currency) ?? 0) + amount - fee);
  }
  const currencies = [...new Set([...available.keys(), ...pending.keys()])].sort();
  if (currencies.length === 0) currencies.push('usd');
  const list = (sums: Map<string, number>): Stripe.Balance.Available[] =>
    currencies.map((currency) => {
      const amount = sums.get(currency) ?? 0;
      return { amount, currency, source_types: { card: amount } };
    });
  return { object: 'balance', available: list(available), livemode: false, pending: list(pending) };
}
