import type { DisputeState } from '@orderwire/contracts';

/** What is known of one dispute about an order's money. */
export interface Dispute {
  readonly id: string;
  readonly orderId: string;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
  readonly state: DisputeState;
}

/** A dispute after news of it; undefined when that is known already. Its end counts also when it is heard of first. */
export function hearDispute(
  known: Dispute | undefined,
  news: { id: string; orderId: string; state: DisputeState; at: Date },
): Dispute | undefined {
  const { id, orderId, state, at } = news;
  if (state === 'open') {
    if (known?.openedAt) return undefined;
    return known ? { ...known, openedAt: at } : { id, orderId, openedAt: at, closedAt: null, state };
  }
  // The latest verdict counts: a bank may decide again.
  if (known?.closedAt && (known.state === state || known.closedAt >= at)) return undefined;
  return { id, orderId, openedAt: known?.openedAt ?? null, closedAt: at, state };
}

/** What an order is marked with: open while any dispute is, otherwise how the one that ended last ended. */
export function markOf(disputes: readonly Dispute[]): DisputeState | null {
  if (disputes.some(({ state }) => state === 'open')) return 'open';
  const ended = [...disputes].sort((a, b) => Number(a.closedAt) - Number(b.closedAt));
  return ended.at(-1)?.state ?? null;
}
