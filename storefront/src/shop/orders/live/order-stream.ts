import { createParser } from 'eventsource-parser';
import { send } from '../../../api/client';
import { Problem } from '../../../api/problem';

/** The server sends a heartbeat every 15 seconds. Without any for this long the connection is dead. */
const SILENCE_MS = 40_000;

const MAX_PAUSE_MS = 30_000;

interface Follower {
  readonly signal: AbortSignal;
  /** The last entry that is known. */
  readonly lastEventId: string | undefined;
  /** Whether changes arrive by themselves. */
  readonly onLive: (live: boolean) => void;
  readonly onEntry: () => void;
  /** Before the second try in a row; it doubles. Default: a second. */
  readonly pauseMs?: number;
}

/** Follows the timeline of an order until it is paid or cancelled. Reconnects after the last entry. */
export async function followOrder(orderId: string, follower: Follower): Promise<void> {
  const { signal, onLive, pauseMs = 1_000 } = follower;
  let { lastEventId } = follower;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const reason = await readStream(orderId, lastEventId, signal, {
        onOpen: () => {
          failures = 0;
          onLive(true);
        },
        onEntry: (id) => {
          lastEventId = id ?? lastEventId;
          failures = 0;
          follower.onEntry();
        },
      });
      if (reason === 'paid' || reason === 'cancelled') return;
    } catch (error) {
      // An order that the caller may not see does not appear by waiting.
      if (signal.aborted || (error instanceof Problem && !error.isTemporary)) return onLive(false);
    }
    onLive(false);
    await pause(Math.min(MAX_PAUSE_MS, pauseMs * 2 ** failures++), signal);
  }
}

/** Reads one connection. Resolves with the reason for its end; undefined when it was cut. */
async function readStream(
  orderId: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
  { onOpen, onEntry }: { onOpen: () => void; onEntry: (id: string | undefined) => void },
): Promise<string | undefined> {
  const connection = new AbortController();
  const stop = () => connection.abort();
  signal.addEventListener('abort', stop, { once: true });
  let silence = setTimeout(stop, SILENCE_MS);
  let reason: string | undefined;
  const parser = createParser({
    onEvent: ({ event, id, data }) => {
      if (event === 'timeline') onEntry(id);
      if (event === 'end') reason = (JSON.parse(data) as { reason?: string }).reason;
    },
  });
  try {
    const response = await send('GET', `/orders/${encodeURIComponent(orderId)}/stream`, {
      headers: { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) },
      signal: connection.signal,
    });
    onOpen();
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MS);
      parser.feed(chunk.value);
    }
    return reason;
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', stop);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
