import type { SettledSession } from './settled-session.js';
import { accountOf, captured, type Movement, settled } from './ledger.js';

/** What a settled session means for the account book: nothing, the capture, or also what Stripe's balance transaction made of it. */
export function captureMovements({ orderId, payment }: SettledSession): Movement[] {
  if (!payment) return [];
  const { id, amount, currency, paidAt, balance } = payment;
  const about = { orderId, paymentId: id };
  const capture = captured({ id, amount, currency, at: paidAt }, about);
  return balance
    ? [capture, settled(balance, accountOf(balance.type, null), about, { amount, currency })]
    : [capture];
}
