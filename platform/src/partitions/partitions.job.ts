import type { Database, Queryable, Tx } from '../database/database.js';
import { DELETE_BATCH_SIZE, deleteInBatches } from '../database/delete-in-batches.js';
import { isDatabaseTimeout } from '../database/errors.js';
import { composedStatement, statement } from '../database/statement.js';
import { Every } from '../jobs/jobs.js';
import type { Logger } from '../log/logger.js';
import { Backoff } from '../retry/backoff.js';
import {
  boundAt,
  expiredAt,
  missingAt,
  nameOf,
  type Partition,
  partitionOf,
  type PartitionedTable,
  type Retention,
} from './partitioned-table.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Statements of all requests queue behind one that waits for an exclusive lock of their table: it waits
 * no longer than this, and is tried again.
 */
const LOCK_WAIT_MS = 100;
const LOCK_ATTEMPTS = 20;
/** A default partition is locked and read while a partition is attached: statements of others wait no longer. */
const STATEMENT_MS = 2_000;
/** The most rows of a default partition that are counted. */
const MAX_STRAYS = 1_000;

/** Taken for each change of a table, so that replicas make changes one after the other. */
const begin = statement<{ acquired: boolean }, { table: string; lockMs: string; statementMs: string }>(
  'partitions.begin',
  `SELECT pg_try_advisory_xact_lock(hashtext('orderwire.partitions ' || :table)) AS acquired
   FROM set_config('lock_timeout', :lockMs, true) AS lock_limit, set_config('statement_timeout', :statementMs, true) AS statement_limit`,
);
/** The database's time, in milliseconds since 1970. */
const clock = statement<{ now: number }>(
  'partitions.clock',
  `SELECT (1000 * extract(epoch FROM now()))::float8 AS now`,
);
const children = statement<{ name: string }, { table: string }>(
  'partitions.list',
  `SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
   WHERE i.inhparent = to_regclass(:table)`,
);

const execute = (tx: Tx, what: string, sql: string) => tx.run(composedStatement(`partitions.${what}`, sql));

/**
 * Creates the partitions of the coming two weeks, and drops those that are older than their retention, a minute
 * after the start and then once an hour. A row that belongs to none, such as one with an id of another
 * version, is in the default partition, from which old rows are deleted. Replicas may run it at the same time.
 */
export class PartitionsJob {
  constructor(
    private readonly database: Database,
    private readonly log: Logger,
    private readonly tables: readonly PartitionedTable[],
  ) {}

  /** A table whose partitions cannot be changed is logged; the others are changed all the same. */
  @Every(HOUR_MS, { startAfterMs: MINUTE_MS })
  async maintain(signal?: AbortSignal, time?: number): Promise<void> {
    // The clock of a replica that is wrong must not drop or create anything.
    const now = time ?? (await this.database.run(clock))[0]?.now ?? 0;
    for (const table of this.tables)
      try {
        await this.maintainTable(table, now, signal);
      } catch (err) {
        const context = { err, table: table.table };
        this.log.warn(context, 'partitions could not be changed; next attempt in an hour');
      }
  }

  private async maintainTable(table: PartitionedTable, now: number, signal?: AbortSignal): Promise<void> {
    const partitions = await partitionsOf(this.database, table);
    const last = Math.max(...partitions.map(({ until }) => until));
    for (const { from, until } of missingAt(now, last, table))
      await this.change(table, signal, (tx) => create(tx, table, from, until));
    const { retention } = table;
    if (retention) {
      for (const partition of expiredAt(now, partitions, retention))
        await this.change(table, signal, (tx) => drop(tx, table, retention, partition));
      const isOver = () => signal?.aborted === true;
      await deleteInBatches(this.database, deleteStrays(table, retention), isOver);
    }
    const [strays] = await this.database.run(countStrays(table));
    if (strays && strays.count > 0)
      this.log.warn(
        { table: table.table, rows: strays.count, counted: `up to ${MAX_STRAYS}` },
        'the default partition has rows: compare the clocks of the machines, and the ids of these rows with UUIDv7',
      );
  }

  /** One transaction, repeated while statements of others hold the table. */
  private async change(
    { table }: PartitionedTable,
    signal: AbortSignal | undefined,
    work: (tx: Tx) => Promise<unknown>,
  ): Promise<void> {
    const backoff = new Backoff(100, 2_000);
    for (let attempt = 1; !signal?.aborted; attempt++)
      try {
        return await this.database.transaction(async (tx) => {
          const limits = { table, lockMs: String(LOCK_WAIT_MS), statementMs: String(STATEMENT_MS) };
          // Without the lock another replica does the same.
          if ((await tx.run(begin, limits))[0]?.acquired) await work(tx);
        });
      } catch (error) {
        if (!isDatabaseTimeout(error) || attempt === LOCK_ATTEMPTS) throw error;
        await backoff.wait(signal);
      }
  }
}

/** Throws when the table is not partitioned. */
async function partitionsOf(queryable: Queryable, { table }: PartitionedTable): Promise<Partition[]> {
  const partitions = (await queryable.run(children, { table })).flatMap(
    ({ name }) => partitionOf(name) ?? [],
  );
  if (partitions.length === 0) throw new Error(`${table} has no partition of a time`);
  return partitions;
}

/**
 * ATTACH lets statements of the table go on, as CREATE TABLE … PARTITION OF does not; writes to a table that a
 * foreign key refers to wait for it. Rows that came before their partition are moved out of the default one, which
 * is locked meanwhile.
 */
async function create(tx: Tx, table: PartitionedTable, from: number, until: number): Promise<void> {
  const name = nameOf(table, until);
  if ((await partitionsOf(tx, table)).some((existing) => existing.until === until)) return;
  const [first, end] = [boundAt(from), boundAt(until)];
  await execute(tx, 'lock_default', `LOCK TABLE ${table.table}_default IN ACCESS EXCLUSIVE MODE`);
  await execute(
    tx,
    'create',
    `CREATE TABLE ${name} (LIKE ${table.table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)`,
  );
  await execute(
    tx,
    'move',
    `WITH moved AS (DELETE FROM ${table.table}_default WHERE ${table.key} >= ${first} AND ${table.key} < ${end} RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
  );
  const range = `FOR VALUES FROM (${first}) TO (${end})`;
  await execute(tx, 'attach', `ALTER TABLE ${table.table} ATTACH PARTITION ${name} ${range}`);
}

/**
 * Drops a partition without rows that are kept. They are searched for once more when both tables are locked, and no
 * statement can add one. The table is locked before its partition, as every statement does.
 */
async function drop(
  tx: Tx,
  table: PartitionedTable,
  retention: Retention,
  partition: Partition,
): Promise<void> {
  if (!(await partitionsOf(tx, table)).some(({ name }) => name === partition.name)) return;
  const name = nameOf(table, partition.until);
  if (await hasKeptRows(tx, name, retention)) return;
  await execute(tx, 'lock_table', `LOCK TABLE ONLY ${table.table} IN ACCESS EXCLUSIVE MODE`);
  await execute(tx, 'lock', `LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE`);
  if (!(await hasKeptRows(tx, name, retention))) await execute(tx, 'drop', `DROP TABLE ${name}`);
}

async function hasKeptRows(queryable: Queryable, name: string, { keptWhile }: Retention): Promise<boolean> {
  const conditions = keptWhile.map((condition) => `EXISTS (SELECT FROM ${name} WHERE ${condition})`);
  const [row] = await queryable.run(
    composedStatement<{ kept: boolean }>('partitions.has_kept', `SELECT ${conditions.join(' OR ')} AS kept`),
  );
  return row?.kept ?? true;
}

const deleteStrays = ({ table }: PartitionedTable, { keptWhile }: Retention) =>
  composedStatement<{ swept: number }>(
    'partitions.delete_strays',
    `WITH swept AS (DELETE FROM ${table}_default WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM ${table}_default WHERE ${keptWhile.map((each) => `NOT (${each})`).join(' AND ')}
       LIMIT ${DELETE_BATCH_SIZE})) RETURNING 1)
     SELECT count(*)::int AS swept FROM swept`,
  );

const countStrays = ({ table }: PartitionedTable) =>
  composedStatement<{ count: number }>(
    'partitions.count_strays',
    `SELECT count(*)::int AS count FROM (SELECT FROM ${table}_default LIMIT ${MAX_STRAYS}) strays`,
  );
