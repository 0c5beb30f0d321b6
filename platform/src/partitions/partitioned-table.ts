/** A table that is partitioned by time, in weeks of UTC that begin on Monday. */
export interface PartitionedTable {
  /** With its schema, such as `messaging.outbox`. */
  readonly table: string;
  /** The column that it is partitioned by. Its primary key contains it. */
  readonly key: string;
  /** `uuidv7`: an id whose first 48 bits are the time, as uuid or as text. `time`: timestamptz. */
  readonly keyIs: 'uuidv7' | 'time';
  /** Days after its end after which a partition may be dropped. */
  readonly keptDays: number;
  /**
   * SQL conditions, each with an index. A partition that has a row for which one is true is not dropped.
   */
  readonly keptWhile: readonly string[];
}

/** A partition has the name of its table and its end: `outbox_until_20261214` has nothing of that day. */
export interface Partition {
  readonly name: string;
  /** Milliseconds since 1970: the first moment after it. */
  readonly until: number;
}

const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;

/** Weeks that have a partition before they begin. */
export const WEEKS_AHEAD = 2;

const suffix = /_until_(\d{4})(\d{2})(\d{2})$/;

/** Undefined for the default partition. */
export function partitionOf(name: string): Partition | undefined {
  const [, year, month, day] = suffix.exec(name) ?? [];
  return day === undefined
    ? undefined
    : { name, until: Date.UTC(Number(year), Number(month) - 1, Number(day)) };
}

/** The name of a partition with its schema. `until`: midnight, UTC. */
export const nameOf = ({ table }: PartitionedTable, until: number): string =>
  `${table}_until_${new Date(until).toISOString().slice(0, 10).replaceAll('-', '')}`;

/**
 * The smallest key of a time, as an SQL literal. Ids of version 7 compare by their time, as uuid and, in
 * lower case, as text.
 */
export function boundAt({ keyIs }: PartitionedTable, time: number): string {
  if (keyIs === 'time') return `'${new Date(time).toISOString()}'`;
  const hex = time.toString(16).padStart(12, '0');
  return `'${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000'`;
}

/** The partitions that are missing at this time, oldest first. `last`: the end of the newest one. */
export function missingAt(now: number, last: number): { from: number; until: number }[] {
  const missing: { from: number; until: number }[] = [];
  for (let from = last; from < now + WEEKS_AHEAD * WEEK_MS; from += WEEK_MS)
    missing.push({ from, until: from + WEEK_MS });
  return missing;
}

/** Those that are old enough to be dropped, oldest first. */
export const expiredAt = (
  now: number,
  partitions: readonly Partition[],
  { keptDays }: PartitionedTable,
): Partition[] =>
  partitions
    .filter(({ until }) => until + keptDays * DAY_MS <= now)
    .toSorted((one, other) => one.until - other.until);
