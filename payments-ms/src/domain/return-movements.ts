import type { BalanceTransaction } from './balance-transaction.js';
import { accountOf, type Movement, settled } from './ledger.js';

/** Money of a payment that Stripe moved back, or back again: a refund or a dispute. */
export interface MovedMoney {
  /** `re_…`, `dp_…` */
  readonly id: string;
  readonly paymentId: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly balances: readonly BalanceTransaction[];
}

/** What a refund or dispute means for the account book. */
export function returnMovements(orderId: string, moved: MovedMoney): Movement[] {
  const { id, paymentId, amount, currency, balances } = moved;
  const about = { orderId, paymentId };
  return balances.map((line) => settled(line, accountOf(line.type, id), about, { amount, currency }));
}
