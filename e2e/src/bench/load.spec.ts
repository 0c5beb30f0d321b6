import { describe, expect, it } from '@jest/globals';
import { callAtRate } from './load.js';

describe('calls at a rate', () => {
  it('begin evenly and in the requested number, whether or not earlier ones are done', async () => {
    const dues: number[] = [];
    let release = () => undefined as void;
    const released = new Promise<void>((resolve) => (release = resolve));
    const results = await callAtRate(1_000, 0.02, async (due, number) => {
      dues.push(due);
      if (number === 19) release();
      await released;
      return number;
    });
    expect(results).toEqual(Array.from({ length: 20 }, (_, number) => number));
    for (const [index, due] of dues.slice(1).entries()) expect(due - (dues[index] ?? 0)).toBeCloseTo(1, 6);
  });
});
