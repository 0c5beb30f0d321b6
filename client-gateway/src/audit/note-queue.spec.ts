import { describe, expect, it } from '@jest/globals';
import type { NewAuditEntry } from '@orderwire/contracts';
import fc from 'fast-check';
import { NoteQueue } from './note-queue.js';

const note = (action: string): NewAuditEntry => ({
  at: '2026-01-01T00:00:00Z',
  action,
  outcome: 'failure',
  actorRole: 'guest',
  correlationId: 'c-1',
  details: {},
});
const count = ({ details }: NewAuditEntry): number => (details['count'] as number | undefined) ?? 1;

describe('notes that wait', () => {
  it('become one where they are the same, and none is forgotten', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom('a', 'b', 'c'))),
        fc.integer({ min: 1, max: 5 }),
        (kinds, most) => {
          const queue = new NoteQueue(1_000, 0);
          for (const kind of kinds) queue.add({ note: note(kind ?? 'own'), ...(kind && { sameAs: kind }) });
          const taken: NewAuditEntry[] = [];
          while (queue.size > 0) {
            const batch = queue.take(most);
            expect(batch.length).toBeLessThanOrEqual(most);
            taken.push(...batch);
          }
          const own = kinds.filter((kind) => kind === null).length;
          expect(taken.reduce((sum, each) => sum + count(each), 0)).toBe(kinds.length);
          expect(taken).toHaveLength(own + new Set(kinds.filter((kind) => kind !== null)).size);
        },
      ),
    );
  });

  it('are the oldest first', () => {
    const queue = new NoteQueue(10, 0);
    for (const action of ['a', 'b', 'c']) queue.add({ note: note(action) });
    expect(queue.take(2).map(({ action }) => action)).toEqual(['a', 'b']);
    expect(queue.take(2).map(({ action }) => action)).toEqual(['c']);
  });

  it('are never more than allowed; what is lost is counted', () => {
    const queue = new NoteQueue(2, 0);
    for (let i = 0; i < 5; i++) queue.add({ note: note(String(i)) });
    expect(queue.size).toBe(2);
    expect(queue.takeLost()).toBe(3);
    expect(queue.takeLost()).toBe(0);
  });

  it('that are the same as one that waits find room when there is none', () => {
    const queue = new NoteQueue(1, 0);
    for (let i = 0; i < 5; i++) queue.add({ note: note('a'), sameAs: 'a' });
    expect(queue.takeLost()).toBe(0);
    expect(queue.take(1).map(count)).toEqual([5]);
  });

  it('of a kind that was told a moment ago gather until its minute is over; others do not wait for them', () => {
    const queue = new NoteQueue(10, 60_000);
    const add = (kind: string) => queue.add({ note: note(kind), sameAs: kind });
    const take = (now: number, all = false) =>
      queue.take(10, all, now).map((each) => [each.action, count(each)]);
    add('a');
    expect(take(0)).toEqual([['a', 1]]);
    for (let i = 0; i < 3; i++) add('a');
    add('b');
    expect(take(59_999)).toEqual([['b', 1]]);
    expect(take(60_000)).toEqual([['a', 3]]);
    add('a');
    expect(take(60_001)).toEqual([]);
    expect(take(60_002, true)).toEqual([['a', 1]]);
  });

  it('remember no more kinds than may wait', () => {
    const queue = new NoteQueue(2, 60_000);
    for (const kind of ['a', 'b', 'c', 'a']) {
      queue.add({ note: note(kind), sameAs: kind });
      expect(queue.take(1, false, 0)).toHaveLength(1);
    }
  });
});
