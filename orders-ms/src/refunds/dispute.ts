import type { DisputeState } from '@orderwire/contracts';

/** One dispute about an order's payment. */
export interface Dispute {
  readonly id: string;
  readonly orderId: string;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
  readonly state: DisputeState;
}

/**
 * The dispute after an update; undefined when the update changes nothing. A verdict counts even
 * when it arrives before the opening.
 */
export function applyDisputeUpdate(
  known: Dispute | undefined,
  { id, orderId, state, at }: { id: string; orderId: string; state: DisputeState; at: Date },
): Dispute | undefined {
  if (state === 'open') {
    if (known?.openedAt) return undefined;
    return known ? { ...known, openedAt: at } : { id, orderId, openedAt: at, closedAt: null, state };
  }
  // The latest verdict counts: a bank may decide again.
  if (known?.closedAt && (known.state === state || known.closedAt >= at)) return undefined;
  return { id, orderId, openedAt: known?.openedAt ?? null, closedAt: at, state };
}

/** The order's dispute flag: `open` while any dispute is open, otherwise the latest verdict. */
export function disputeFlag(disputes: readonly Dispute[]): DisputeState | null {
  if (disputes.some(({ state }) => state === 'open')) return 'open';
  const closed = [...disputes].sort((a, b) => Number(a.closedAt) - Number(b.closedAt));
  return closed.at(-1)?.state ?? null;
}
