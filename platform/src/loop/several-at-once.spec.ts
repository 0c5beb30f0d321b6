import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { severalAtOnce } from './several-at-once.js';

describe('work on several things at once', () => {
  it('is done for each of them once, and for no more at once than there are lanes', async () => {
    const items = Array.from({ length: 20 }, (_, i) => i);
    const done: number[] = [];
    let atWork = 0;
    let most = 0;
    await severalAtOnce(3, items, async (item) => {
      most = Math.max(most, ++atWork);
      await turn();
      atWork--;
      done.push(item);
    });
    expect(most).toBe(3);
    expect(done.sort((a, b) => a - b)).toEqual(items);
  });

  it('throws an error only when nothing is at work any more', async () => {
    let done = 0;
    const work = async (item: number) => {
      if (item === 0) throw new Error('the first one');
      await turn();
      done++;
    };
    await expect(severalAtOnce(2, [0, 1, 2, 3], work)).rejects.toThrow('the first one');
    expect(done).toBe(3);
  });

  it('is nothing where there is nothing to do', async () => {
    await expect(severalAtOnce(2, [], () => Promise.reject(new Error('asked')))).resolves.toBeUndefined();
  });
});
