import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TimelineEntry } from '@orderwire/contracts';
import type { PollResult } from './timeline-poller.js';

/** Proxies close idle connections, most after a minute. */
const HEARTBEAT_MS = 15_000;

/** Why a stream ended. `paid` and `cancelled` are final; otherwise a client may reconnect. */
type EndReason = 'paid' | 'cancelled' | 'time_over' | 'shutting_down';

/** One client's subscription to a timeline. */
export interface TimelineSubscription {
  /** The entries at the time of the request. */
  readonly first: readonly TimelineEntry[];
  /** `Last-Event-ID` of the request. */
  readonly lastEventId: string | undefined;
  /** In epoch milliseconds. */
  readonly endsAt: number;
  /** Aborts when the client disconnects or the gateway shuts down. */
  readonly signal: AbortSignal;
  readonly pollMs: number;
  /** Never rejects. */
  readonly poll: () => Promise<PollResult>;
}

/** Writes new entries as server-sent events. Resolves when the stream has ended. */
export async function pumpTimeline(stream: Readable, subscription: TimelineSubscription): Promise<void> {
  const { endsAt, signal, pollMs, poll } = subscription;
  let entries = subscription.first;
  let lastEventId = subscription.lastEventId;
  let lastWriteAt = Date.now();
  let signedOut = false;
  stream.push(comment('following'));
  while (!stream.destroyed) {
    for (const entry of entriesAfter(entries, lastEventId)) {
      stream.push(entryEvent(entry));
      lastEventId = entry.id;
      lastWriteAt = Date.now();
    }
    const reason = finalReason(entries) ?? interruption(signal, signedOut ? 0 : endsAt);
    if (reason) {
      stream.push(endEvent(reason));
      return void stream.push(null);
    }
    if (Date.now() - lastWriteAt >= HEARTBEAT_MS) {
      stream.push(comment('heartbeat'));
      lastWriteAt = Date.now();
    }
    const pause = Math.max(0, Math.min(pollMs, endsAt - Date.now()));
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || Date.now() >= endsAt) continue;
    const result = await poll();
    if (result === 'signed_out') signedOut = true;
    else entries = result ?? entries;
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
