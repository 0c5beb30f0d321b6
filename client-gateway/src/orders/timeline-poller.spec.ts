import { describe, expect, it, jest } from '@jest/globals';
import type { TimelineEntry } from '@orderwire/contracts';
import type { Context } from '@orderwire/platform';
import { coalescingKey, RequestCoalescer } from './timeline-poller.js';

const none: TimelineEntry[] = [];

describe('RequestCoalescer', () => {
  it('shares a reply while the request is in flight, and while the reply is fresh', async () => {
    const requests = new RequestCoalescer(60_000);
    let reply = (): void => undefined;
    const send = jest.fn(() => new Promise<TimelineEntry[]>((resolve) => (reply = () => resolve(none))));
    const both = [requests.get('a', send), requests.get('a', send)];
    reply();
    expect(await Promise.all([...both, requests.get('a', send)])).toEqual([none, none, none]);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('sends a new request once the last reply is stale, also after a failure', async () => {
    jest.useFakeTimers();
    try {
      const requests = new RequestCoalescer(500);
      const send = jest.fn(async () => none).mockRejectedValueOnce(new Error('unavailable'));
      await expect(requests.get('a', send)).rejects.toThrow('unavailable');
      await expect(requests.get('a', send)).rejects.toThrow('unavailable');
      await jest.advanceTimersByTimeAsync(500);
      expect(await requests.get('a', send)).toBe(none);
      expect(send).toHaveBeenCalledTimes(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('never shares replies between credentials, between orders or between pages', () => {
    const keyOf = (orderId: string, credentials: Partial<Context>, cursor?: string) =>
      coalescingKey({ orderId, ...(cursor && { cursor }) }, credentials as Context);
    const keys = [
      keyOf('1', {}),
      keyOf('2', {}),
      keyOf('1', {}, 'c'),
      keyOf('1', { identity: 'a' }),
      keyOf('1', { identity: 'b' }),
      keyOf('1', { orderToken: 'a' }),
      keyOf('1', { orderToken: 'b' }),
      keyOf('1', { identity: 'a', orderToken: 'a' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf('1', { identity: 'a', correlationId: 'x' })).toBe(
      keyOf('1', { identity: 'a', correlationId: 'y' }),
    );
  });
});
