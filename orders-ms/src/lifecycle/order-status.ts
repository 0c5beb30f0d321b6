import {
  type DisputeState,
  DisputeIsLost,
  DisputeIsOpen,
  type FaultFactory,
  FraudWarned,
  IllegalTransition,
  orderStatuses,
  type OrderStatus,
  RefundPending,
  ReviewIsOpen,
  type ReviewState,
} from '@orderwire/contracts';

/** The statuses that may follow each status. A status without successors is terminal. */
export type TransitionTable = Readonly<Record<OrderStatus, readonly OrderStatus[]>>;

/**
 * The lifecycle of an order. REFUNDED has one way back that no caller can take: when a refund
 * fails, the order returns to its status before the refund (refunds/refund.ts).
 */
export const transitions: TransitionTable = {
  PENDING: ['PAID', 'CANCELLED'],
  PAID: ['SHIPPED', 'REFUNDED'],
  SHIPPED: ['DELIVERED', 'REFUNDED'],
  DELIVERED: ['REFUNDED'],
  CANCELLED: [],
  REFUNDED: [],
};

export const firstStatus: OrderStatus = 'PENDING';

/**
 * Throws, with every mistake, when a status cannot be reached from the first one or reaches no
 * terminal status. It runs at start: a service with a broken table does not start.
 */
export function checkTransitions(table: TransitionTable): void {
  const mistakes: string[] = [];
  const reached = reachable(table, firstStatus);
  for (const status of orderStatuses) {
    if (!reached.has(status)) mistakes.push(`${status} cannot be reached from ${firstStatus}`);
    const after = [...reachable(table, status)];
    if (!after.some((end) => table[end].length === 0)) mistakes.push(`${status} reaches no terminal status`);
  }
  if (mistakes.length > 0) throw new Error(`the order status transitions are broken: ${mistakes.join('; ')}`);
}

/** Statuses that staff cannot set, with the reason. */
const automaticStatuses: Partial<Record<OrderStatus, string>> = {
  PAID: 'Only a payment makes an order PAID.',
  REFUNDED: 'Only refunds make an order REFUNDED, once its whole total is refunded.',
};

/** The transitions that staff can make. */
export const manualTransitions = (from: OrderStatus): OrderStatus[] =>
  transitions[from].filter((to) => !automaticStatuses[to]);

/** Throws orders.illegal_transition when staff cannot make this transition. */
export function assertManualTransition(from: OrderStatus, to: OrderStatus): void {
  const allowed = manualTransitions(from);
  if (allowed.includes(to)) return;
  const reason = from === 'REFUNDED' ? 'All of its payment was refunded.' : automaticStatuses[to];
  throw IllegalTransition({ from, to, allowed, ...(reason && { reason }) });
}

/** What happens to the money of an order that is to be shipped. */
export interface ShippingFacts {
  readonly dispute: DisputeState | null;
  readonly fraudWarning: boolean;
  readonly review: ReviewState | null;
  /** A refund of its payment is requested, and has neither succeeded nor failed. */
  readonly refundPending: boolean;
}

/** Why the order may not be shipped: its money is going back, or may have to. Empty: it may. */
export const shippingBlocks = ({
  dispute,
  refundPending,
  fraudWarning,
  review,
}: ShippingFacts): FaultFactory[] => [
  ...(dispute === 'lost' ? [DisputeIsLost] : []),
  ...(dispute === 'open' ? [DisputeIsOpen] : []),
  ...(refundPending ? [RefundPending] : []),
  ...(fraudWarning ? [FraudWarned] : []),
  ...(review === 'open' ? [ReviewIsOpen] : []),
];

function reachable(table: TransitionTable, from: OrderStatus): Set<OrderStatus> {
  const seen = new Set<OrderStatus>([from]);
  for (const status of seen) for (const next of table[status]) seen.add(next);
  return seen;
}
