import { describe, expect, it } from '@jest/globals';
import type { NewAuditEntry } from '@orderwire/contracts';
import fc from 'fast-check';
import { AuditBuffer } from './audit-buffer.js';

const entryOf = (action: string): NewAuditEntry => ({
  at: '2026-01-01T00:00:00Z',
  action,
  outcome: 'failure',
  actorRole: 'guest',
  correlationId: 'c-1',
  details: {},
});
const count = ({ details }: NewAuditEntry): number => (details['count'] as number | undefined) ?? 1;

describe('AuditBuffer', () => {
  it('merges entries with the same key and loses no count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom('a', 'b', 'c'))),
        fc.integer({ min: 1, max: 5 }),
        (kinds, most) => {
          const buffer = new AuditBuffer(1_000, 0);
          for (const kind of kinds)
            buffer.add({ entry: entryOf(kind ?? 'own'), ...(kind && { coalesceKey: kind }) });
          const taken: NewAuditEntry[] = [];
          while (buffer.size > 0) {
            const batch = buffer.take(most);
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

  it('returns the oldest entries first', () => {
    const buffer = new AuditBuffer(10, 0);
    for (const action of ['a', 'b', 'c']) buffer.add({ entry: entryOf(action) });
    expect(buffer.take(2).map(({ action }) => action)).toEqual(['a', 'b']);
    expect(buffer.take(2).map(({ action }) => action)).toEqual(['c']);
  });

  it('drops entries above its limit and counts them', () => {
    const buffer = new AuditBuffer(2, 0);
    for (let i = 0; i < 5; i++) buffer.add({ entry: entryOf(String(i)) });
    expect(buffer.size).toBe(2);
    expect(buffer.takeDropped()).toBe(3);
    expect(buffer.takeDropped()).toBe(0);
  });

  it('merges into a waiting entry even when it is full', () => {
    const buffer = new AuditBuffer(1, 0);
    for (let i = 0; i < 5; i++) buffer.add({ entry: entryOf('a'), coalesceKey: 'a' });
    expect(buffer.takeDropped()).toBe(0);
    expect(buffer.take(1).map(count)).toEqual([5]);
  });

  it('collects entries of a key that was taken recently until its minute ends; other keys do not wait', () => {
    const buffer = new AuditBuffer(10, 60_000);
    const add = (kind: string) => buffer.add({ entry: entryOf(kind), coalesceKey: kind });
    const take = (now: number, all = false) =>
      buffer.take(10, all, now).map((each) => [each.action, count(each)]);
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

  it('remembers no more keys than entries', () => {
    const buffer = new AuditBuffer(2, 60_000);
    for (const kind of ['a', 'b', 'c', 'a']) {
      buffer.add({ entry: entryOf(kind), coalesceKey: kind });
      expect(buffer.take(1, false, 0)).toHaveLength(1);
    }
  });
});
