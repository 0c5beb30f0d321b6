import type { TimelineEntry } from '@orderwire/contracts';

/** Why a stream ended. After `paid` and `cancelled` there is nothing more to follow; else a client may come back. */
export type EndReason = 'paid' | 'cancelled' | 'time_over' | 'shutting_down';

/** A line that clients ignore and proxies count as traffic. */
export const comment = (text: string): string => `: ${text}\n\n`;

/** One timeline entry as a server-sent event; its id lets a client that reconnects go on where it was. */
export const entryEvent = (entry: TimelineEntry): string =>
  `event: timeline\nid: ${entry.id}\ndata: ${JSON.stringify(entry)}\n\n`;

/** The last event of every stream. */
export const endEvent = (reason: EndReason): string => `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;

/** What came after the entry seen last; everything when that entry is unknown. */
export function newEntries(
  entries: readonly TimelineEntry[],
  lastSeen: string | undefined,
): readonly TimelineEntry[] {
  return entries.slice(entries.findIndex(({ id }) => id === lastSeen) + 1);
}

/** Whether the order has come to where following it ends. */
export function endOf(entries: readonly TimelineEntry[]): EndReason | undefined {
  const steps = new Set(entries.map(({ step }) => step));
  return steps.has('paid') ? 'paid' : steps.has('cancelled') ? 'cancelled' : undefined;
}
