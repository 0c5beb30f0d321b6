import { describe, expect, it } from '@jest/globals';
import { Tallies } from './tallies.js';

describe('the tallies of a limit', () => {
  const fresh = (most: number) => new Tallies(most, (key, window) => `limits.ip.${key}.${window}`);

  it('are one per key and window', () => {
    const tallies = fresh(10);
    expect(tallies.of('a', 1)).toBe(tallies.of('a', 1));
    expect(tallies.of('a', 1)).not.toBe(tallies.of('b', 1));
    expect(tallies.of('a', 1).subject).toBe('limits.ip.a.1');
  });

  it('are forgotten when their window is over', () => {
    const tallies = fresh(10);
    tallies.of('a', 1).take();
    tallies.of('b', 1).take();
    expect(tallies.of('a', 2).total).toBe(0);
    expect(tallies.size).toBe(1);
  });

  it('are never more than allowed: the oldest go', () => {
    const tallies = fresh(2);
    for (const key of ['a', 'b', 'c']) tallies.of(key, 1).take();
    expect(tallies.size).toBe(2);
    expect(tallies.of('c', 1).total).toBe(1);
    expect(tallies.of('a', 1).total).toBe(0);
  });
});
