import type { Core } from '../core.js';
import type { DisputeRecord, IntentRecord, RefundRecord } from '../store/records.js';

/** All amounts of one PaymentIntent, in minor units. */
export interface Account {
  payment_intent: string;
  created: number;
  status: IntentRecord['status'];
  /** `metadata.orderId` of the PaymentIntent, else of its session. */
  order_id: string | null;
  session: string;
  session_status: string | null;
  charge: string | null;
  currency: string;
  amount: number;
  captured: number;
  /** Refunds that succeeded and have not failed since. */
  refunded: number;
  refund_pending: number;
  /** The disputed amount while open or lost; 0 once won. */
  disputed: number;
  fees: number;
  /** The net amount in the balance. */
  net: number;
  dispute: { id: string; status: string; reason: string; amount: number } | null;
  refunds: {
    id: string;
    created: number;
    amount: number;
    status: RefundRecord['status'];
    reason: string | null;
    metadata: Record<string, string>;
  }[];
}

/**
 * Sums up one PaymentIntent from its charges, refunds and dispute, and its net from the balance
 * transactions.
 */
export function accountOf(core: Core, intent: IntentRecord): Account {
  const { rows } = core.store;
  const charges = intent.charges.flatMap((id) => rows.charge.get(id) ?? []);
  const captured = charges.filter(({ status }) => status === 'succeeded');
  const refunds = captured.flatMap(({ refunds: ids }) => ids.flatMap((id) => rows.refund.get(id) ?? []));
  const dispute = captured.map((charge) => rows.dispute.get(charge.dispute ?? '')).find(Boolean);
  const movements = [
    ...captured.map(({ balanceTransaction }) => balanceTransaction),
    ...refunds.flatMap((refund) => [refund.balanceTransaction, refund.failure?.balanceTransaction]),
    ...(dispute?.movements.map(({ id }) => id) ?? []),
  ].flatMap((id) => rows.transaction.get(id ?? '') ?? []);
  const session = rows.session.get(intent.session);
  const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const refundedAs = (wanted: RefundRecord['status']): number =>
    sum(refunds.filter(({ status }) => status === wanted).map(({ amount }) => amount));
  return {
    payment_intent: intent.id,
    created: intent.created,
    status: intent.status,
    order_id: intent.data.metadata['orderId'] ?? session?.metadata['orderId'] ?? null,
    session: intent.session,
    session_status: session?.status ?? null,
    charge: intent.latestCharge,
    currency: intent.currency,
    amount: intent.amount,
    captured: sum(captured.map(({ amount }) => amount)),
    refunded: refundedAs('succeeded'),
    refund_pending: refundedAs('pending'),
    disputed: heldBack(dispute),
    fees: sum(movements.map(({ fee }) => fee)),
    net: sum(movements.map(({ amount, fee }) => amount - fee)),
    dispute: dispute ? summary(dispute) : null,
    refunds: refunds.map(({ id, created, amount, status, reason, metadata }) => {
      return { id, created, amount, status, reason, metadata };
    }),
  };
}

const summary = ({ id, status, reason, amount }: DisputeRecord): NonNullable<Account['dispute']> => {
  return { id, status, reason, amount };
};

function heldBack(dispute: DisputeRecord | undefined): number {
  return !dispute || dispute.inquiry || dispute.status === 'won' ? 0 : dispute.amount;
}
