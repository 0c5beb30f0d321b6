import type { Change, Core } from '../core.js';
import { newId } from '../store/ids.js';
import type { MethodRecord, TransactionRecord } from '../store/records.js';

/** Stripe's common fee for a charge: 2.9 % + 30 minor units. */
export const chargeFee = (amount: number): number => Math.round(amount * 0.029) + 30;

/** What Stripe keeps for a dispute, in minor units; it is not given back when the dispute is won. */
export const DISPUTE_FEE = 1500;

/** Notes a movement of the balance; answers the id of its balance transaction. */
export function recordTransaction(
  core: Core,
  change: Change,
  movement: Omit<TransactionRecord, 'id' | 'created'>,
): string {
  const id = newId.balanceTransaction();
  change.put('transaction', { id, created: core.seconds, ...movement });
  return id;
}

/** The movement of a charge that succeeded. */
export function chargeMovement(charge: {
  id: string;
  amount: number;
  currency: string;
  method: MethodRecord;
  data: { description: string | null };
}): Omit<TransactionRecord, 'id' | 'created'> {
  const { id: source, amount, currency, method, data } = charge;
  const type = method.type === 'card' ? 'charge' : 'payment';
  return { type, amount, fee: chargeFee(amount), currency, source, description: data.description };
}

/** The movement of a refund; Stripe keeps the charge's fee. */
export function refundMovement(refund: {
  id: string;
  amount: number;
  currency: string;
  method: MethodRecord;
}): Omit<TransactionRecord, 'id' | 'created'> {
  const { id: source, amount, currency, method } = refund;
  const type = method.type === 'card' ? 'refund' : 'payment_refund';
  return { type, amount: -amount, fee: 0, currency, source, description: 'REFUND FOR CHARGE' };
}
