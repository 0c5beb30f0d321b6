import type { BalanceTransaction } from './balance-transaction.js';

/** `inquiry`: the bank only asks. `closed`: an inquiry that ended as one. Neither is anybody's news. */
export type DisputeStage = 'inquiry' | 'closed' | 'opened' | 'lost' | 'won';

/** A dispute as Stripe has it now. */
export interface StripeDispute {
  /** `dp_…`, `du_…` */
  readonly id: string;
  /** `pi_…`; null for money that did not come through a payment intent. */
  readonly paymentId: string | null;
  /** The order that the payment's own metadata names. */
  readonly orderId: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  /** Stripe's word: `needs_response`, `warning_closed`, … */
  readonly status: string;
  readonly openedAt: Date;
  /** What it did to our balance so far. */
  readonly balances: readonly BalanceTransaction[];
}

/** A dispute only moves forward, so that looks which overtake each other do no harm. A lost one may be won on appeal. */
const order: readonly DisputeStage[] = ['inquiry', 'closed', 'opened', 'lost', 'won'];

/** What a status of Stripe's means to an order. A status this code does not know is an open dispute: staff must look. */
export function stageOf(status: string): DisputeStage {
  if (status === 'won' || status === 'lost') return status;
  if (status === 'warning_closed' || status === 'prevented') return 'closed';
  if (status.startsWith('appeal_')) return 'lost';
  return status.startsWith('warning_') ? 'inquiry' : 'opened';
}

/** The stage a dispute is in after a look. */
export function advance(before: DisputeStage | undefined, status: string): DisputeStage {
  const found = stageOf(status);
  return before !== undefined && order.indexOf(found) < order.indexOf(before) ? before : found;
}

/** What is announced on the way from one stage to another: every opening before its end, nothing twice. */
export function disputeNews(
  before: DisputeStage | undefined,
  after: DisputeStage,
): ('opened' | 'won' | 'lost')[] {
  if (before === after || after === 'inquiry' || after === 'closed') return [];
  const opened = before === 'opened' || before === 'lost' || before === 'won';
  if (after === 'opened') return ['opened'];
  return opened ? [after] : ['opened', after];
}
