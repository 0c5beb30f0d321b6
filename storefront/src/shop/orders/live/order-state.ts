import type { OrderStatus, OrderTimeline, OrderView, StandingCode } from '@orderwire/contracts';

/** An order and the facts that explain it. */
export interface OrderState {
  readonly order: OrderView;
  readonly timeline: Pick<OrderTimeline, 'standing' | 'entries'>;
}

/** The first fact of an order that is not PENDING. */
const codes: Readonly<Partial<Record<OrderStatus, StandingCode>>> = {
  PAID: 'paid',
  SHIPPED: 'shipped',
  DELIVERED: 'delivered',
  CANCELLED: 'cancelled',
  REFUNDED: 'refunded',
};

const settled = Object.values(codes);

/** Whether the status and its explanation belong together. */
export function isConsistent({ order, timeline }: OrderState): boolean {
  const code = timeline.standing[0]?.code;
  const expected = codes[order.status];
  return expected ? code === expected : code === undefined || !settled.includes(code);
}

const READS = 5;

/**
 * Reads both until they belong to the same moment: the order may become paid between two requests, and a
 * page that says both is wrong.
 */
export async function readConsistently(read: () => Promise<OrderState>): Promise<OrderState> {
  let state = await read();
  for (let reads = 1; reads < READS && !isConsistent(state); reads++) state = await read();
  return state;
}
