import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderTimeline, TimelineEntry } from '@orderwire/contracts';
import type { PollResult } from './timeline-poller.js';

/** Proxies close idle connections, most after a minute. */
const HEARTBEAT_MS = 15_000;

/** Why a stream ended. `paid` and `cancelled` are final; otherwise a client may reconnect. */
type EndReason = 'paid' | 'cancelled' | 'time_over' | 'shutting_down';

/** One client's subscription to a timeline. */
export interface TimelineSubscription {
  /** The page at the time of the request. */
  readonly first: TimelinePosition;
  /** `Last-Event-ID` of the request. */
  readonly lastEventId: string | undefined;
  /** In epoch milliseconds. */
  readonly endsAt: number;
  /** Aborts when the client disconnects or the gateway shuts down. */
  readonly signal: AbortSignal;
  readonly pollMs: number;
  /** Never rejects. */
  readonly poll: (cursor: string | undefined) => Promise<PollResult>;
}

/** A page of a timeline. A stream reads the last one again and again. */
interface TimelinePosition {
  readonly page: OrderTimeline;
  /** The cursor with which it was read. */
  readonly cursor: string | undefined;
  /** Why the stream ends after its last page, as far as the pages before say. */
  readonly reason: EndReason | undefined;
}

/**
 * The page with the last entry that a client has received; the first page if it has none or the
 * entry is unknown.
 */
export async function findFirstPage(
  read: (cursor: string | undefined) => Promise<OrderTimeline>,
  lastEventId: string | undefined,
): Promise<TimelinePosition> {
  const first: TimelinePosition = { page: await read(undefined), cursor: undefined, reason: undefined };
  if (lastEventId === undefined) return first;
  let position = first;
  while (!position.page.entries.some(({ id }) => id === lastEventId)) {
    const { page, reason } = position;
    const { nextCursor } = page.meta;
    if (nextCursor === null) return first;
    position = {
      page: await read(nextCursor),
      cursor: nextCursor,
      reason: reason ?? finalReason(page.entries),
    };
  }
  return position;
}

/** Writes new entries as server-sent events. Resolves when the stream has ended. */
export async function pumpTimeline(stream: Readable, subscription: TimelineSubscription): Promise<void> {
  const { endsAt, signal, pollMs, poll } = subscription;
  let { page, cursor, reason: final } = subscription.first;
  let lastEventId = subscription.lastEventId;
  let lastWriteAt = Date.now();
  let signedOut = false;
  let failed = false;
  stream.push(comment('following'));
  while (!stream.destroyed) {
    for (const entry of entriesAfter(page.entries, lastEventId)) {
      stream.push(entryEvent(entry));
      lastEventId = entry.id;
      lastWriteAt = Date.now();
    }
    final ??= finalReason(page.entries);
    const { nextCursor } = page.meta;
    const reason = (nextCursor === null ? final : undefined) ?? interruption(signal, signedOut ? 0 : endsAt);
    if (reason) {
      stream.push(endEvent(reason));
      return void stream.push(null);
    }
    if (Date.now() - lastWriteAt >= HEARTBEAT_MS) {
      stream.push(comment('heartbeat'));
      lastWriteAt = Date.now();
    }
    // The next page is there already.
    const pause = nextCursor && !failed ? 0 : Math.max(0, Math.min(pollMs, endsAt - Date.now()));
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || Date.now() >= endsAt) continue;
    const result = await poll(nextCursor ?? cursor);
    signedOut = result === 'signed_out';
    failed = result === undefined;
    if (result === undefined || result === 'signed_out') continue;
    cursor = nextCursor ?? cursor;
    page = result;
  }
}

/** A line that clients ignore and proxies count as traffic. */
const comment = (text: string): string => `: ${text}\n\n`;

/** The event's id lets a client that reconnects resume after it. */
export const entryEvent = (entry: TimelineEntry): string =>
  `event: timeline\nid: ${entry.id}\ndata: ${JSON.stringify(entry)}\n\n`;

/** The last event of every stream. */
const endEvent = (reason: EndReason): string => `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;

/** Entries after `lastEventId`; all entries if it is unknown. */
export function entriesAfter(
  entries: readonly TimelineEntry[],
  lastEventId: string | undefined,
): readonly TimelineEntry[] {
  return entries.slice(entries.findIndex(({ id }) => id === lastEventId) + 1);
}

/** Undefined until the order is paid or cancelled. */
export function finalReason(entries: readonly TimelineEntry[]): EndReason | undefined {
  const steps = new Set(entries.map(({ step }) => step));
  return steps.has('paid') ? 'paid' : steps.has('cancelled') ? 'cancelled' : undefined;
}

const interruption = (signal: AbortSignal, endsAt: number): EndReason | undefined =>
  signal.aborted ? 'shutting_down' : Date.now() >= endsAt ? 'time_over' : undefined;
