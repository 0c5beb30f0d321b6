import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import type { Logger } from '../log/logger.js';
import { Backoff } from '../retry/backoff.js';
import { checkConnection, checkNamedStatements, connectionConfig } from './connection.js';
import { isConnectionError, isDatabaseUnavailable, isDiskFull, isRetryable } from './errors.js';
import { tracing, type SpanSpec } from '../tracing/tracing.js';
import { retryUntilAvailable } from './retry-until-available.js';
import { allStatements, type ParamsOf, queryOf, type Statement, statement } from './statement.js';

/** Runs single statements: the database itself (committed at once) or a transaction. */
export interface Queryable {
  run<Row extends QueryResultRow, Params extends object>(
    statement: Statement<Row, Params>,
    ...[params]: ParamsOf<Params>
  ): Promise<Row[]>;
}

export interface DatabaseOptions {
  url: string;
  /** Maximum number of connections. */
  poolSize: number;
  logger: Logger;
}

const RETRIES = 3;

/** Named as the statement: neither its text nor its parameters. */
const sqlSpan = (name: string): SpanSpec => ({
  name,
  kind: 'client',
  attributes: { 'db.system.name': 'postgresql', 'db.query.summary': name },
});

/** For this time after a write that found no room the database does not count as ready. */
const DISK_FULL_MS = 30_000;

/**
 * The PostgreSQL database of one service: one pool for our own statements and for Prisma. A
 * statement waits at most 3 s for a lock and runs at most 5 s, both shorter than any caller's
 * timeout. A connection without these limits is refused. Connections pipeline: statements that do
 * not depend on each other's results are sent together.
 */
export class Database implements Queryable {
  readonly pool: Pool;
  private readonly publishListeners = new Set<() => void>();
  private isPooled = false;
  private diskFullUntil = 0;

  constructor(private readonly options: DatabaseOptions) {
    const { url, poolSize, logger } = options;
    this.pool = new Pool({
      ...connectionConfig(url, 'queries'),
      max: poolSize,
      pipeline: true,
      connectionTimeoutMillis: 4_000,
      idleTimeoutMillis: 60_000,
      verify: (client, done) => {
        checkConnection(client, url).then((isPooled) => {
          this.isPooled ||= isPooled;
          done();
        }, done);
      },
    });
    this.pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection broke'));
    // While a connection is checked out the pool does not listen to it. Its user learns of an error
    // from the statement that fails; without a listener the error would end the process.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Runs one statement in a transaction of its own. */
  async run<Row extends QueryResultRow, Params extends object>(
    statement: Statement<Row, Params>,
    ...[params]: ParamsOf<Params>
  ): Promise<Row[]> {
    try {
      const { rows } = await tracing.within(
        () => sqlSpan(statement.name),
        () => this.pool.query<Row>(queryOf(statement, params)),
      );
      return rows;
    } catch (error) {
      this.noteDiskFull(error);
      throw error;
    }
  }

  /**
   * Runs work in one transaction: all of it is committed, published events included, or nothing is.
   * A serialisation failure or a deadlock is retried up to three times, so the work must have no
   * effects outside `tx`.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const backoff = new Backoff(5, 100);
    for (let attempt = 0; ; attempt++) {
      try {
        return await tracing.within(
          () => ({ ...sqlSpan('transaction'), kind: 'internal' }),
          () => this.attempt(work),
        );
      } catch (error) {
        if (attempt >= RETRIES || !isRetryable(error)) throw error;
        await backoff.wait();
      }
    }
  }

  /** For the start: repeats work without limit while the database is unavailable. */
  whenAvailable<T>(work: () => Promise<T>): Promise<T> {
    return retryUntilAvailable(work, this.options.url, this.options.logger);
  }

  /** Calls the listener after each commit that published events. */
  onPublished(listener: () => void): void {
    this.publishListeners.add(listener);
  }

  /**
   * For the start: throws when the database, or a pooler in front of it, lacks what the statements
   * need. The message says what to change.
   */
  async check(): Promise<void> {
    await this.ping();
    if (!this.isPooled || this.pool.options.Client) return;
    const clients: PoolClient[] = [];
    let failed = true;
    try {
      const first = await this.pool.connect();
      clients.push(first);
      const second = await this.pool.connect();
      clients.push(second);
      await checkNamedStatements(first, second);
      failed = false;
    } finally {
      for (const client of clients) client.release(failed);
    }
  }

  /** Throws when the database does not respond, or had no room for a write a moment ago. */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
    if (Date.now() < this.diskFullUntil)
      throw new Error('the disk of PostgreSQL is full: nothing can be stored until there is free space');
  }

  private noteDiskFull(error: unknown): void {
    if (isDiskFull(error)) this.diskFullUntil = Date.now() + DISK_FULL_MS;
  }

  /**
   * Plans every statement of this process without running it. Resolves with one line for each that
   * PostgreSQL refuses: a table or column is missing, or a right of the role. Throws when the database
   * is unavailable.
   */
  async refusedStatements(): Promise<string[]> {
    const refused: string[] = [];
    for (const { name, text } of allStatements().values()) {
      if (!/^\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b/i.test(text)) continue;
      await this.pool.query(`EXPLAIN (GENERIC_PLAN) ${text}`).catch((error: unknown) => {
        if (isDatabaseUnavailable(error)) throw error;
        refused.push(`${name}: ${(error as Error).message}`);
      });
    }
    return refused;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** Failpoints replace it. */
  protected transactionOn(client: PoolClient): Tx {
    return new Tx(client);
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      const { result, published } = await this.runTransaction(client, work);
      if (published) for (const listener of this.publishListeners) listener();
      return result;
    } catch (error) {
      if (isConnectionError(error)) broken = error as Error;
      this.noteDiskFull(error);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private async runTransaction<T>(client: PoolClient, work: (tx: Tx) => Promise<T>) {
    const begin = client.query('BEGIN');
    begin.catch(() => undefined);
    const tx = this.transactionOn(client);
    try {
      const result = await work(tx);
      await begin;
      return { result, published: await tx.commit() };
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

/** A published event as a row of the outbox. */
export interface OutboxRow {
  id: string;
  subject: string;
  aggregateId: string;
  /** JSON. */
  payload: string;
  /** JSON: correlation id, actor, time, trace. */
  headers: string;
}

interface OutboxColumns {
  ids: string[];
  subjects: string[];
  aggregateIds: string[];
  payloads: string[];
  headers: string[];
}

const insertOutbox = statement<Record<string, never>, OutboxColumns>(
  'outbox.insert',
  `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers)
   SELECT * FROM unnest(:ids::uuid[], :subjects::text[], :aggregateIds::text[], :payloads::text[], :headers::text[])`,
);

/**
 * An open transaction. Never run two of its statements with `Promise.all`: their order is the order
 * of the writes.
 */
export class Tx {
  private readonly outbox: OutboxRow[] = [];

  constructor(private readonly client: PoolClient) {}

  /** Runs one statement. */
  async run<Row extends QueryResultRow, Params extends object>(
    statement: Statement<Row, Params>,
    ...[params]: ParamsOf<Params>
  ): Promise<Row[]> {
    const { rows } = await tracing.within(
      () => sqlSpan(statement.name),
      () => this.client.query<Row>(queryOf(statement, params)),
    );
    return rows;
  }

  /** For `Outbox` only: keeps a row, which is written with all others just before the commit. */
  addToOutbox(row: OutboxRow): void {
    this.outbox.push(row);
  }

  /** Whether the transaction publishes events. */
  get publishes(): boolean {
    return this.outbox.length > 0;
  }

  /** Writes the outbox and commits, in one round trip. True when events were published. */
  async commit(): Promise<boolean> {
    const { publishes } = this;
    const written = publishes ? this.writeOutbox(this.outbox) : Promise.resolve();
    const commit = tracing.within(
      () => sqlSpan('COMMIT'),
      () => this.client.query('COMMIT'),
    );
    commit.catch(() => undefined);
    await written;
    const { command } = await commit;
    // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK and without an error.
    if (command !== 'COMMIT')
      throw new Error('the transaction was rolled back: one of its statements had failed');
    return publishes;
  }

  private async writeOutbox(rows: OutboxRow[]): Promise<void> {
    await this.run(insertOutbox, {
      ids: rows.map((row) => row.id),
      subjects: rows.map((row) => row.subject),
      aggregateIds: rows.map((row) => row.aggregateId),
      payloads: rows.map((row) => row.payload),
      headers: rows.map((row) => row.headers),
    });
  }
}
