import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from './seeded-random.js';

const draws = (random: SeededRandom) => Array.from({ length: 50 }, () => random.next());

describe('seeded random numbers', () => {
  it('are the same for the same name, and different for another name', () => {
    const order = (seed: string) => draws(new SeededRandom(seed).derive('order 3'));
    expect(order('7')).toEqual(order('7'));
    expect(order('7')).not.toEqual(order('8'));
  });

  it('do not depend on earlier draws of other names', () => {
    const used = new SeededRandom('7');
    draws(used);
    expect(draws(used.derive(1))).toEqual(draws(new SeededRandom('7').derive(1)));
  });

  it('stay within their bounds', () => {
    const random = new SeededRandom('bounds');
    for (let n = 0; n < 1_000; n++) expect([3, 4, 5]).toContain(random.integer(3, 5));
  });

  it('are picked by weight, and never with weight zero', () => {
    const random = new SeededRandom('weights');
    const picked = Array.from({ length: 1_000 }, () => random.weighted({ often: 3, seldom: 1, never: 0 }));
    const often = picked.filter((name) => name === 'often').length;
    expect(picked).not.toContain('never');
    expect(often).toBeGreaterThan(650);
    expect(often).toBeLessThan(850);
  });
});
