import { beforeEach, describe, expect, it } from '@jest/globals';

// The modules of the page expect a browser.
Object.assign(globalThis, { addEventListener: () => undefined, localStorage: { getItem: () => null } });

const entry = (id: string) => `event: timeline\nid: ${id}\ndata: {}\n\n`;
const end = (reason: string) => `event: end\ndata: {"reason":"${reason}"}\n\n`;

/** The next connections: what they deliver, or the status with which they fail. */
let connections: (string | number)[] = [];
let lastEventIds: (string | undefined)[] = [];

globalThis.fetch = (async (_url: string, { headers }: { headers: Record<string, string> }) => {
  lastEventIds.push(headers['last-event-id']);
  const next = connections.shift() ?? 404;
  return typeof next === 'number' ? Response.json({}, { status: next }) : new Response(next);
}) as unknown as typeof fetch;

const { followOrder } = await import('./order-stream');

async function follow(...next: (string | number)[]) {
  connections = next;
  let entries = 0;
  const live: boolean[] = [];
  await followOrder('order', {
    signal: new AbortController().signal,
    lastEventId: 'known',
    pauseMs: 0,
    onLive: (value) => live.push(value),
    onEntry: () => entries++,
  });
  return { entries, live };
}

describe('following an order', () => {
  beforeEach(() => void (lastEventIds = []));

  it('starts after what is known, and ends when the order is paid or cancelled', async () => {
    expect(await follow(entry('a') + entry('b') + end('paid'))).toEqual({ entries: 2, live: [true] });
    await follow(end('cancelled'));
    expect(lastEventIds).toEqual(['known', 'known']);
  });

  it('continues after the last entry when the connection is cut, or its time is over', async () => {
    const { entries, live } = await follow(
      entry('a'),
      entry('b') + end('time_over'),
      entry('c') + end('paid'),
    );
    expect(entries).toBe(3);
    expect(live).toEqual([true, false, true, false, true]);
    expect(lastEventIds).toEqual(['known', 'a', 'b']);
  });

  it('tries again after an outage, and gives up on an order that the caller may not see', async () => {
    expect(await follow(503, end('paid'))).toEqual({ entries: 0, live: [false, true] });
    expect(await follow(404)).toEqual({ entries: 0, live: [false] });
  });
});
