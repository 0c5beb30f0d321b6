import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GRACE_MS, judge } from './refresh-rules.js';

const began = new Date('2026-01-01T00:00:00Z');
const after = (ms: number) => new Date(began.getTime() + ms);
const judged = (presented: number, newest: number, ms: number) =>
  judge({ presented, newest, rotatedAt: began }, after(ms));

describe('a refresh token', () => {
  it('of the newest generation begins the next one, however old it is', () => {
    expect(judged(3, 3, 0)).toBe('rotate');
    expect(judged(0, 0, 30 * 24 * 3_600_000)).toBe('rotate');
  });

  it('of the generation before joins the newest one within the grace, and not a moment later', () => {
    expect(judged(2, 3, 0)).toBe('sibling');
    expect(judged(2, 3, GRACE_MS)).toBe('sibling');
    expect(judged(2, 3, GRACE_MS + 1)).toBe('reuse');
  });

  it('of an older generation is reuse, however soon', () => {
    expect(judged(1, 3, 0)).toBe('reuse');
  });

  it('never keeps two lines alive: of two copies that both go on, one is found out', () => {
    // Each step: who refreshes, and how long after the step before.
    const step = fc.record({
      thief: fc.boolean(),
      ms: fc.integer({ min: GRACE_MS + 1, max: 10 * GRACE_MS }),
    });
    const steps = fc.array(step, { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(
        steps.filter((all) => new Set(all.map(({ thief }) => thief)).size === 2),
        (all) => {
          let newest = 1;
          let now = 0;
          let rotatedAt = began;
          const holds = { owner: 1, thief: 1 };
          const verdicts = all.map(({ thief, ms }) => {
            now += ms;
            const who = thief ? 'thief' : 'owner';
            const verdict = judge({ presented: holds[who], newest, rotatedAt }, after(now));
            if (verdict === 'rotate') {
              newest++;
              rotatedAt = after(now);
              holds[who] = newest;
            }
            return verdict;
          });
          expect(verdicts).toContain('reuse');
        },
      ),
    );
  });
});
