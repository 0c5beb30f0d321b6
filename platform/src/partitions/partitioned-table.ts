/** A table that is partitioned by time. Weeks begin on Monday, 00:00 UTC. */
export interface PartitionedTable {
  /** With its schema, such as `messaging.outbox`. */
  readonly table: string;
  /**
   * The column that it is partitioned by: a UUIDv7, whose first 48 bits are the time, as uuid or as text. The
   * primary key contains it.
   */
  readonly key: string;
  readonly every: 'week' | 'month';
  /** When partitions are dropped. Without it they are kept for ever. */
  readonly retention?: Retention;
}

/** How long rows are kept. */
export interface Retention {
  /** Days after its end after which a partition may be dropped. */
  readonly days: number;
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
const WEEK_MS = 7 * DAY_MS;

/** A time has its partition so long before it begins. */
const AHEAD_MS = 2 * WEEK_MS;

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
 * The smallest id of a time, as an SQL literal. Ids of version 7 compare by their time, as uuid and, in
 * lower case, as text.
 */
export function boundAt(time: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `'${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000'`;
}

/** Of one run: more than a year of weeks. A wrong clock must not create thousands. */
const MAX_MISSING = 60;

/** The first 60 partitions that are missing at this time, oldest first. `last`: the end of the newest one. */
export function missingAt(
  now: number,
  last: number,
  { every }: PartitionedTable,
): { from: number; until: number }[] {
  const missing: { from: number; until: number }[] = [];
  for (let from = last; from < now + AHEAD_MS && missing.length < MAX_MISSING;) {
    const date = new Date(from);
    const until =
      every === 'week' ? from + WEEK_MS : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    missing.push({ from, until });
    from = until;
  }
  return missing;
}

/** Those that are old enough to be dropped, oldest first. */
export const expiredAt = (now: number, partitions: readonly Partition[], { days }: Retention): Partition[] =>
  partitions
    .filter(({ until }) => until + days * DAY_MS <= now)
    .toSorted((one, other) => one.until - other.until);
