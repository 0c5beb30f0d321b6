import type { MethodRecord, TransactionRecord } from '../store/records.js';

/** A balance transaction without id and time. */
export type Movement = Omit<TransactionRecord, 'id' | 'created'>;

/** An object with an amount in minor units. */
interface Moving {
  id: string;
  amount: number;
  currency: string;
  method: MethodRecord;
}

/** Stripe's common fee for a charge: 2.9 % + 30 minor units. */
export const chargeFee = (amount: number): number => Math.round(amount * 0.029) + 30;

/**
 * Stripe's dispute fee in minor units. Since June 2025 it is not returned when the dispute is won.
 */
export const DISPUTE_FEE = 1500;

/** The movement of a charge that succeeded. */
export function chargeMovement(charge: Moving & { data: { description: string | null } }): Movement {
  const { id: source, amount, currency, method, data } = charge;
  const type = method.type === 'card' ? 'charge' : 'payment';
  return { type, amount, fee: chargeFee(amount), currency, source, description: data.description };
}

/** The movement of a refund; Stripe keeps the charge's fee. */
export function refundMovement({ id: source, amount, currency, method }: Moving): Movement {
  const type = method.type === 'card' ? 'refund' : 'payment_refund';
  return { type, amount: -amount, fee: 0, currency, source, description: 'REFUND FOR CHARGE' };
}

/** The movement of a failed refund: the amount is in the balance again. */
export function refundFailureMovement({ id: source, amount, currency }: Moving): Movement {
  return { type: 'refund_failure', amount, fee: 0, currency, source, description: 'REFUND FAILURE' };
}

/** The movement of a dispute, the fee included; an inquiry has none. */
export function disputeMovement(dispute: Omit<Moving, 'method'> & { charge: string }): Movement {
  const { id: source, amount, currency, charge } = dispute;
  const description = `Chargeback withdrawal for ${charge}`;
  return { type: 'adjustment', amount: -amount, fee: DISPUTE_FEE, currency, source, description };
}

/** The movement of a dispute that was won; the fee stays with Stripe. */
export function reinstatementMovement(dispute: Omit<Moving, 'method'> & { charge: string }): Movement {
  const { id: source, amount, currency, charge } = dispute;
  const description = `Chargeback reversal for ${charge}`;
  return { type: 'adjustment', amount, fee: 0, currency, source, description };
}
