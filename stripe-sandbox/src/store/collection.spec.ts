import { describe, expect, it } from '@jest/globals';
import { Collection } from './collection.js';

const collection = (...times: number[]): Collection<{ id: string; created: number }> => {
  const rows = new Collection<{ id: string; created: number }>();
  times.forEach((created, index) => rows.put({ id: `r${index}`, created }));
  return rows;
};

/** The result of a full scan. */
const found = (rows: ReturnType<typeof collection>, from: number, to: number): number[] => {
  const { first, last } = rows.between(from, to);
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => rows.at(first + index)!);
  return all.map(({ created }) => created).filter((created) => created >= from && created <= to);
};

describe('a collection', () => {
  it('finds the rows of a time range by bisection, without reading all of them', () => {
    const rows = collection(...Array.from({ length: 1000 }, (_, index) => index));
    expect(rows.between(500, 509)).toEqual({ first: 500, last: 509 });
    expect(rows.between(2000, 3000)).toEqual({ first: 1000, last: 999 });
    expect(rows.between(-Infinity, Infinity)).toEqual({ first: 0, last: 999 });
  });

  it('finds every row of a time range even when the clock was set back', () => {
    const times = [10, 20, 30, 12, 13, 31, 30, 40];
    const rows = collection(...times);
    for (let from = 5; from < 45; from++) {
      for (let to = from; to < 45; to++) {
        expect(found(rows, from, to)).toEqual(times.filter((time) => time >= from && time <= to));
      }
    }
  });

  it('keeps the position of a row when it changes', () => {
    const rows = collection(1, 2, 3);
    rows.put({ id: 'r1', created: 2 });
    expect([rows.size, rows.position('r1')]).toEqual([3, 1]);
  });
});
