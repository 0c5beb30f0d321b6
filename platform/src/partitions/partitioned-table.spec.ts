import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import {
  boundAt,
  expiredAt,
  missingAt,
  nameOf,
  partitionOf,
  type PartitionedTable,
} from './partitioned-table.js';

const weekly: PartitionedTable = { table: 'messaging.outbox', key: 'id', every: 'week' };
const monthly: PartitionedTable = { ...weekly, table: 'public.timeline', every: 'month' };
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

describe('a partitioned table', () => {
  it('gives a partition the date of its end, and reads it from its name', () => {
    const until = day('2026-12-14');
    expect(nameOf(weekly, until)).toBe('messaging.outbox_until_20261214');
    expect(partitionOf('outbox_until_20261214')).toEqual({ name: 'outbox_until_20261214', until });
    expect(partitionOf('outbox_default')).toBeUndefined();
  });

  it('has a bound between the ids of the millisecond before and those of its own', () => {
    const time = day('2026-12-14');
    const bound = boundAt(time).replaceAll("'", '');
    expect(v7({ msecs: time - 1 }) < bound && bound < v7({ msecs: time })).toBe(true);
  });

  it('misses the weeks, or months, that begin in the next two weeks', () => {
    const now = day('2026-12-20');
    expect(missingAt(now, day('2026-12-14'), weekly).map(({ until }) => until)).toEqual(
      ['2026-12-21', '2026-12-28', '2027-01-04'].map(day),
    );
    expect(missingAt(now, day('2027-01-01'), monthly)).toEqual([
      { from: day('2027-01-01'), until: day('2027-02-01') },
    ]);
    expect(missingAt(now, day('2027-02-01'), monthly)).toEqual([]);
    expect(missingAt(day('2126-12-20'), day('2026-12-14'), weekly)).toHaveLength(60);
  });

  it('may lose a partition once the retention has passed since its end', () => {
    const partitions = ['2026-12-14', '2026-12-07'].map((end) => ({ name: end, until: day(end) }));
    const retention = { days: 14, keptWhile: [] };
    expect(expiredAt(day('2026-12-28') - 1, partitions, retention).map(({ name }) => name)).toEqual([
      '2026-12-07',
    ]);
    expect(expiredAt(day('2026-12-28'), partitions, retention)).toHaveLength(2);
  });
});
