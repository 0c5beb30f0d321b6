import { describe, expect, it } from '@jest/globals';
import { Random } from './random.js';

const draws = (random: Random) => Array.from({ length: 50 }, () => random.next());

describe('numbers drawn by name', () => {
  it('are the same for the same name, and others for another', () => {
    expect(draws(new Random('7').of('order 3'))).toEqual(draws(new Random('7').of('order 3')));
    expect(draws(new Random('7').of('order 3'))).not.toEqual(draws(new Random('8').of('order 3')));
  });

  it('do not depend on what others drew before', () => {
    const busy = new Random('7');
    draws(busy);
    expect(draws(busy.of(1))).toEqual(draws(new Random('7').of(1)));
  });

  it('stay within their bounds', () => {
    const random = new Random('bounds');
    for (let n = 0; n < 1_000; n++) {
      const drawn = random.whole(3, 5);
      expect([3, 4, 5]).toContain(drawn);
    }
  });

  it('pick by weight, and never what weighs nothing', () => {
    const random = new Random('weights');
    const picked = Array.from({ length: 1_000 }, () => random.weighted({ often: 3, seldom: 1, never: 0 }));
    const often = picked.filter((name) => name === 'often').length;
    expect(picked).not.toContain('never');
    expect(often).toBeGreaterThan(650);
    expect(often).toBeLessThan(850);
  });
});
