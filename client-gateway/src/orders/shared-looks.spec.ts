import { describe, expect, it, jest } from '@jest/globals';
import type { TimelineEntry } from '@orderwire/contracts';
import type { Context } from '@orderwire/platform';
import { lookKey, SharedLooks } from './shared-looks.js';

const none: TimelineEntry[] = [];

describe('looks at an order', () => {
  it('are shared while the answer is on its way, and while it is fresh', async () => {
    const looks = new SharedLooks(60_000);
    let answer = (): void => undefined;
    const ask = jest.fn(() => new Promise<TimelineEntry[]>((resolve) => (answer = () => resolve(none))));
    const both = [looks.at('a', ask), looks.at('a', ask)];
    answer();
    expect(await Promise.all([...both, looks.at('a', ask)])).toEqual([none, none, none]);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('are taken anew when the last one is stale, also one that failed', async () => {
    jest.useFakeTimers();
    try {
      const looks = new SharedLooks(500);
      const ask = jest.fn(async () => none).mockRejectedValueOnce(new Error('away'));
      await expect(looks.at('a', ask)).rejects.toThrow('away');
      await expect(looks.at('a', ask)).rejects.toThrow('away');
      await jest.advanceTimersByTimeAsync(500);
      expect(await looks.at('a', ask)).toBe(none);
      expect(ask).toHaveBeenCalledTimes(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('are shared with nobody who shows something else, or looks at another order', () => {
    const of = (orderId: string, shown: Partial<Context>) => lookKey({ orderId }, shown as Context);
    const keys = [
      of('1', {}),
      of('2', {}),
      of('1', { identity: 'a' }),
      of('1', { identity: 'b' }),
      of('1', { orderToken: 'a' }),
      of('1', { orderToken: 'b' }),
      of('1', { identity: 'a', orderToken: 'a' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(of('1', { identity: 'a', correlationId: 'x' })).toBe(
      of('1', { identity: 'a', correlationId: 'y' }),
    );
  });
});
