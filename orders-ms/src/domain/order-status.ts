import { IllegalTransition, orderStatuses, type OrderStatus } from '@orderwire/contracts';

/** Which step may follow which. A state with nothing after it is terminal. */
export type TransitionTable = Readonly<Record<OrderStatus, readonly OrderStatus[]>>;

/**
 * The life of an order. REFUNDED is the end, with one way back that nobody chooses: when a refund fails, the order stands
 * again where it stood before (refund.ts).
 */
export const transitions: TransitionTable = {
  PENDING: ['PAID', 'CANCELLED'],
  PAID: ['SHIPPED', 'REFUNDED'],
  SHIPPED: ['DELIVERED', 'REFUNDED'],
  DELIVERED: ['REFUNDED'],
  CANCELLED: [],
  REFUNDED: [],
};

/** Where every order begins. */
export const firstStatus: OrderStatus = 'PENDING';

/**
 * Throws, naming every mistake, when a state cannot be reached from the first one or when no terminal state can be
 * reached from it. Run at start: a service with a broken table does not come up.
 */
export function checkTransitions(table: TransitionTable): void {
  const mistakes: string[] = [];
  const reached = reachable(table, firstStatus);
  for (const status of orderStatuses) {
    if (!reached.has(status)) mistakes.push(`${status} cannot be reached from ${firstStatus}`);
    const after = [...reachable(table, status)];
    if (!after.some((end) => table[end].length === 0)) mistakes.push(`${status} never comes to an end`);
  }
  if (mistakes.length > 0) throw new Error(`the table of order states is broken: ${mistakes.join('; ')}`);
}

/** States that only money makes, and which money. */
const byMoney: Partial<Record<OrderStatus, string>> = {
  PAID: 'An order becomes PAID by a payment alone.',
  REFUNDED: 'An order becomes REFUNDED by refunds alone, once all of its money went back.',
};

/** The steps a person may take by hand: none that only money makes. */
export const stepsByHand = (from: OrderStatus): OrderStatus[] =>
  transitions[from].filter((to) => !byMoney[to]);

/** Throws orders.illegal_transition when a person may not move an order from one state to the other. */
export function assertStepByHand(from: OrderStatus, to: OrderStatus): void {
  const allowed = stepsByHand(from);
  if (allowed.includes(to)) return;
  const reason = byMoney[to];
  throw IllegalTransition({ from, to, allowed, ...(reason && { reason }) });
}

function reachable(table: TransitionTable, from: OrderStatus): Set<OrderStatus> {
  const seen = new Set<OrderStatus>([from]);
  for (const status of seen) for (const next of table[status]) seen.add(next);
  return seen;
}
