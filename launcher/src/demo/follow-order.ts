import { setTimeout as sleep } from 'node:timers/promises';

/** Reads an order and its timeline. */
export interface OrderSource {
  order(id: string): Promise<{ status: string }>;
  timeline(id: string): Promise<{ id: string; step: string; at: string; message: string }[]>;
}

/** The status of the order at the end. */
interface FollowResult {
  status: string;
  /** Time from the first timeline entry to the last. */
  afterMs: number;
  /** Why the order is not PAID. */
  reason?: string;
}

const final = new Set(['PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED']);

/** Prints every timeline entry as it appears, until the order has a final status or the time is over. */
export async function followOrder(
  source: OrderSource,
  orderId: string,
  timeoutMs: number,
  print: (line: string) => void,
  pauseMs = 100,
): Promise<FollowResult> {
  const printed = new Set<string>();
  let first: number | undefined;
  let last = 0;
  for (const deadline = Date.now() + timeoutMs; ; await sleep(pauseMs)) {
    // The status is read first, so the timeline contains the entries that led to it.
    const { status } = await source.order(orderId);
    for (const { id, at, step, message } of await source.timeline(orderId)) {
      if (printed.has(id)) continue;
      printed.add(id);
      last = Date.parse(at);
      first ??= last;
      print(`+${String(last - first).padStart(5)} ms  ${step.padEnd(24)} ${message}`);
    }
    const afterMs = last - (first ?? last);
    if (status === 'PAID') return { status, afterMs };
    if (final.has(status)) return { status, afterMs, reason: 'this status is final' };
    if (Date.now() > deadline)
      return { status, afterMs, reason: `nothing more happened within ${timeoutMs / 1_000} s` };
  }
}
