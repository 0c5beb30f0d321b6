import type { Core } from '../core.js';
import { accountOf } from './account.js';

/** All accounts of one currency together, in minor units. */
export interface Total {
  currency: string;
  payment_intents: number;
  captured: number;
  refunded: number;
  refund_pending: number;
  disputed: number;
  fees: number;
  net: number;
  /** The sum of all balance transactions: equals `net`, otherwise the sandbox has a bug. */
  balance: number;
}

/** One line per currency, in alphabetical order. */
export function totals(core: Core): Total[] {
  const found = new Map<string, Total>();
  const of = (currency: string): Total => {
    const sums = { captured: 0, refunded: 0, refund_pending: 0, disputed: 0, fees: 0, net: 0, balance: 0 };
    const total = found.get(currency) ?? { currency, payment_intents: 0, ...sums };
    found.set(currency, total);
    return total;
  };
  for (const intent of core.store.rows.intent) {
    const account = accountOf(core, intent);
    const total = of(intent.currency);
    total.payment_intents++;
    for (const sum of ['captured', 'refunded', 'refund_pending', 'disputed', 'fees', 'net'] as const)
      total[sum] += account[sum];
  }
  for (const { currency, amount, fee } of core.store.rows.transaction) of(currency).balance += amount - fee;
  return [...found.values()].sort((one, other) => one.currency.localeCompare(other.currency));
}
