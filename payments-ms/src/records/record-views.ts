import type {
  DisputeRecord,
  LedgerAccount,
  LedgerRecord,
  MarkRecord,
  PaymentHistory,
  PaymentRecord,
  PaymentState,
  RefundRecord,
  SessionRecord,
} from '@orderwire/contracts';
import type {
  Dispute,
  LedgerEntry,
  Payment,
  PaymentMark,
  PaymentSession,
  Refund,
} from '../generated/client.js';

/** The most entries of each list that belongs to an order or a payment. */
export const MAX_RELATED = 100;

/** Stripe's words may be long: with these limits all lists of an order fit in one message. */
const MAX_TEXT = 1_000;
const short = (text: string | null): string | null => text?.slice(0, MAX_TEXT).toWellFormed() ?? null;

const time = (at: Date | null): string | null => at?.toISOString() ?? null;

export const paymentRecord = (row: Payment): PaymentRecord => ({
  id: row.id,
  orderId: row.orderId,
  sessionId: row.sessionId,
  chargeId: row.chargeId,
  state: row.state as PaymentState,
  amount: Number(row.amount),
  refunded: Number(row.refunded),
  currency: row.currency,
  rejectedBecause: row.rejectedBecause,
  receiptUrl: row.receiptUrl,
  paidAt: row.paidAt.toISOString(),
  recordedAt: row.createdAt.toISOString(),
});

export const sessionRecord = (row: PaymentSession): SessionRecord => ({
  attempt: row.attempt,
  status: row.status,
  stripeId: row.stripeId,
  url: row.url,
  amount: Number(row.amount),
  currency: row.currency,
  correlationId: row.correlationId,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  delayedAt: time(row.delayedAt),
  settledAt: time(row.settledAt),
});

const refundRecord = (row: Refund): RefundRecord => ({
  id: row.id,
  paymentId: row.paymentId,
  amount: Number(row.amount),
  currency: row.currency,
  status: row.status,
  reason: row.reason,
  automatic: row.automatic,
  stripeId: row.stripeId,
  failure: short(row.failure),
  lastError: short(row.error),
  attempts: row.tries,
  requestedAt: row.requestedAt.toISOString(),
  changedAt: row.changedAt.toISOString(),
  dueAt: row.status === 'requested' || row.status === 'pending' ? row.dueAt.toISOString() : null,
});

const disputeRecord = (row: Dispute): DisputeRecord => ({
  id: row.id,
  paymentId: row.paymentId,
  amount: Number(row.amount),
  currency: row.currency,
  reason: row.reason,
  status: row.status,
  stage: row.stage,
  openedAt: row.openedAt.toISOString(),
  changedAt: row.changedAt.toISOString(),
});

const markRecord = (row: PaymentMark): MarkRecord => ({
  id: row.id,
  kind: row.kind as MarkRecord['kind'],
  paymentId: row.paymentId,
  reason: row.reason,
  open: row.open,
  createdAt: row.createdAt.toISOString(),
  changedAt: row.changedAt.toISOString(),
});

export const ledgerRecord = (row: LedgerEntry): LedgerRecord => ({
  movement: row.movement,
  account: row.account as LedgerAccount,
  amount: Number(row.amount),
  currency: row.currency,
  orderId: row.orderId,
  paymentId: row.paymentId,
  at: row.at.toISOString(),
  postedAt: row.postedAt.toISOString(),
});

export const historyView = (rows: {
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly marks: readonly PaymentMark[];
  readonly ledger: readonly LedgerEntry[];
}): PaymentHistory => ({
  refunds: rows.refunds.map(refundRecord),
  disputes: rows.disputes.map(disputeRecord),
  marks: rows.marks.map(markRecord),
  ledger: rows.ledger.map(ledgerRecord),
});
