import type { OrderTimeline, TimelineEntry } from '@orderwire/contracts';
import { api } from './client';

/** An order with more has entries that a page leaves out. */
const MAX_PAGES = 20;

/** All entries of an order, oldest first, at most 2,000, and its standing as of the last page. */
export async function readTimeline(
  orderId: string,
  signal: AbortSignal,
): Promise<Pick<OrderTimeline, 'standing' | 'entries'>> {
  const entries: TimelineEntry[] = [];
  let cursor: string | null = null;
  for (let page = 1; ; page++) {
    const timeline: OrderTimeline = await api.get(
      `/orders/${encodeURIComponent(orderId)}/timeline`,
      { cursor, limit: 100 },
      signal,
    );
    entries.push(...timeline.entries);
    cursor = timeline.meta.nextCursor;
    if (cursor === null || page === MAX_PAGES) return { standing: timeline.standing, entries };
  }
}
