import type { BalanceTransaction } from '../ledger/ledger.js';

/** `inquiry`: a request for information. `closed`: an ended inquiry. Neither publishes an event. */
export type DisputeStage = 'inquiry' | 'closed' | 'opened' | 'lost' | 'won';

/** A dispute as Stripe has it now. */
export interface StripeDispute {
  /** `dp_…`, `du_…` */
  readonly id: string;
  /** `pi_…`; null for a charge without a payment intent. */
  readonly paymentId: string | null;
  /** From the metadata of the payment. */
  readonly orderId: string | null;
  readonly shop: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  /** Stripe's status: `needs_response`, `warning_closed`, … */
  readonly status: string;
  readonly openedAt: Date;
  /** Its balance transactions so far. */
  readonly balances: readonly BalanceTransaction[];
}

/**
 * A stage only moves forward, so updates may arrive in any order. A lost dispute may be won on
 * appeal.
 */
const stages: readonly DisputeStage[] = ['inquiry', 'closed', 'opened', 'lost', 'won'];

/** An unknown status counts as an open dispute: staff must check it. */
export function stageOf(status: string): DisputeStage {
  if (status === 'won' || status === 'lost') return status;
  if (status === 'warning_closed' || status === 'prevented') return 'closed';
  if (status.startsWith('appeal_')) return 'lost';
  return status.startsWith('warning_') ? 'inquiry' : 'opened';
}

export function nextStage(before: DisputeStage | undefined, status: string): DisputeStage {
  const found = stageOf(status);
  return before !== undefined && stages.indexOf(found) < stages.indexOf(before) ? before : found;
}

/** The events of a change of stage: the opening before the end, each once. */
export function disputeEvents(
  before: DisputeStage | undefined,
  after: DisputeStage,
): ('opened' | 'won' | 'lost')[] {
  if (before === after || after === 'inquiry' || after === 'closed') return [];
  const opened = before === 'opened' || before === 'lost' || before === 'won';
  if (after === 'opened') return ['opened'];
  return opened ? [after] : ['opened', after];
}
