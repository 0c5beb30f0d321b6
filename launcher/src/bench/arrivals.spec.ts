import { describe, expect, it } from '@jest/globals';
import { arrive } from './arrivals.js';

describe('arrivals', () => {
  it('begin whether or not earlier ones are done, as many as asked for, evenly', async () => {
    const dues: number[] = [];
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const results = await arrive(1_000, 0.02, async (due, number) => {
      dues.push(due);
      if (number === 19) release();
      await held;
      return number;
    });
    expect(results).toEqual(Array.from({ length: 20 }, (_, number) => number));
    for (const [index, due] of dues.slice(1).entries()) expect(due - (dues[index] ?? 0)).toBeCloseTo(1, 6);
  });
});
