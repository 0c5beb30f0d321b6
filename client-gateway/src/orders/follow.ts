import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TimelineEntry } from '@orderwire/contracts';
import { comment, endEvent, type EndReason, endOf, entryEvent, newEntries } from './stream-events.js';

/** Proxies drop connections that say nothing; most wait a minute. */
const HEARTBEAT_MS = 15_000;

/** What a look for news finds: all entries, nothing to be had for now, or that who looks has no right any more. */
export type Look = readonly TimelineEntry[] | 'signed_out' | undefined;

/** How one client follows an order. */
export interface Following {
  /** What there was when it began. */
  readonly first: readonly TimelineEntry[];
  /** Id of the entry the client has seen last. */
  readonly lastSeen: string | undefined;
  /** In epoch milliseconds. */
  readonly end: number;
  /** The client hung up, or the gateway shuts down. */
  readonly gone: AbortSignal;
  readonly pollMs: number;
  /** Never rejects. */
  readonly look: () => Promise<Look>;
}

/** Writes what is new into the stream. Resolves once the stream has ended, by itself or because the client hung up. */
export async function follow(stream: Readable, following: Following): Promise<void> {
  const { end, gone, pollMs, look } = following;
  let entries = following.first;
  let seen = following.lastSeen;
  let spokenAt = Date.now();
  let over = false;
  stream.push(comment('following'));
  while (!stream.destroyed) {
    for (const entry of newEntries(entries, seen)) {
      stream.push(entryEvent(entry));
      seen = entry.id;
      spokenAt = Date.now();
    }
    const reason = reasonToEnd(entries, over ? 0 : end, gone);
    if (reason) {
      stream.push(endEvent(reason));
      return void stream.push(null);
    }
    if (Date.now() - spokenAt >= HEARTBEAT_MS) {
      stream.push(comment('still here'));
      spokenAt = Date.now();
    }
    const pause = Math.max(0, Math.min(pollMs, end - Date.now()));
    await sleep(pause, undefined, { signal: gone }).catch(() => undefined);
    if (gone.aborted || Date.now() >= end) continue;
    const looked = await look();
    if (looked === 'signed_out') over = true;
    else entries = looked ?? entries;
  }
}

function reasonToEnd(
  entries: readonly TimelineEntry[],
  end: number,
  gone: AbortSignal,
): EndReason | undefined {
  return endOf(entries) ?? (gone.aborted ? 'shutting_down' : Date.now() >= end ? 'time_over' : undefined);
}
