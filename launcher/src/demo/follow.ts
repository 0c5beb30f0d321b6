import type { Order, TimelineEntry } from './shop.js';

/** Where an order's story is read from. */
export interface OrderSource {
  order(id: string): Promise<Pick<Order, 'status'>>;
  timeline(id: string): Promise<TimelineEntry[]>;
}

/** How it ended. */
export interface FollowResult {
  status: string;
  /** Time from the timeline's first step to its last. */
  afterMs: number;
  /** Why it is not PAID. */
  reason?: string;
}

const final = new Set(['PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED']);

/** Prints each step of an order's timeline as it appears, until the order is settled or time is up. */
export async function follow(
  source: OrderSource,
  orderId: string,
  timeoutMs: number,
  print: (line: string) => void,
  pauseMs = 100,
): Promise<FollowResult> {
  const seen = new Set<string>();
  let first: number | undefined;
  let last = 0;
  for (const deadline = Date.now() + timeoutMs; ;) {
    // The status first: the steps that led to it are in the timeline then.
    const { status } = await source.order(orderId);
    for (const entry of await source.timeline(orderId)) {
      if (seen.has(entry.id)) continue;
      seen.add(entry.id);
      last = Date.parse(entry.at);
      first ??= last;
      print(`+${String(last - first).padStart(5)} ms  ${entry.step.padEnd(24)} ${entry.message}`);
    }
    const afterMs = last - (first ?? last);
    if (final.has(status)) {
      return status === 'PAID'
        ? { status, afterMs }
        : { status, afterMs, reason: 'it was settled otherwise' };
    }
    if (Date.now() > deadline) {
      return { status, afterMs, reason: `nothing more happened within ${timeoutMs / 1_000} s` };
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
