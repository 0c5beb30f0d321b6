import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideRefresh, GRACE_MS } from './session-rules.js';

const start = new Date('2026-01-01T00:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const decision = (presented: number, newest: number, ms: number) =>
  decideRefresh({ presented, newest, rotatedAt: start }, after(ms));

describe('a refresh token', () => {
  it('of the newest generation begins the next one, however old it is', () => {
    expect(decision(3, 3, 0)).toBe('rotate');
    expect(decision(0, 0, 30 * 24 * 3_600_000)).toBe('rotate');
  });

  it('of the previous generation joins the newest one within the grace period, and not later', () => {
    expect(decision(2, 3, 0)).toBe('sibling');
    expect(decision(2, 3, GRACE_MS)).toBe('sibling');
    expect(decision(2, 3, GRACE_MS + 1)).toBe('reuse');
  });

  it('of an older generation is reuse at any time', () => {
    expect(decision(1, 3, 0)).toBe('reuse');
  });

  it('never has two live chains: of two copies that are both refreshed, one is detected', () => {
    // Each step: which copy is refreshed, and how long after the previous step.
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
          let rotatedAt = start;
          const generations = { owner: 1, thief: 1 };
          const decisions = all.map(({ thief, ms }) => {
            now += ms;
            const holder = thief ? 'thief' : 'owner';
            const made = decideRefresh({ presented: generations[holder], newest, rotatedAt }, after(now));
            if (made === 'rotate') {
              newest++;
              rotatedAt = after(now);
              generations[holder] = newest;
            }
            return made;
          });
          expect(decisions).toContain('reuse');
        },
      ),
    );
  });
});
