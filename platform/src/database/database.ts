import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { failpoints } from '../failpoints/failpoints.js';
import type { Logger } from '../log/logger.js';
import { Backoff } from './backoff.js';
import { isConnectionError, isRetryable } from './errors.js';
import { type Statement, valuesOf } from './statement.js';
import { Tx } from './transaction.js';

/** Where one statement can run: the database itself (committed at once) or a transaction. */
export interface Queryable {
  run<Row extends QueryResultRow, Params extends object>(
    statement: Statement<Row, Params>,
    params?: Params,
  ): Promise<Row[]>;
}

export interface DatabaseOptions {
  url: string;
  /** Connections at most. */
  poolSize: number;
  logger: Logger;
}

const RETRIES = 3;

/**
 * One service's PostgreSQL: one pool for our own statements and for Prisma. A statement waits 3 s for a lock and runs 5 s
 * at most, both less than any caller waits. Connections pipeline: statements that do not wait for each other's result
 * travel together.
 */
export class Database implements Queryable {
  readonly pool: Pool;
  private readonly announced = new Set<() => void>();

  constructor({ url, poolSize, logger }: DatabaseOptions) {
    this.pool = new Pool({
      connectionString: url,
      max: poolSize,
      pipeline: true,
      connectionTimeoutMillis: 4_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      options: '-c lock_timeout=3000 -c statement_timeout=5000 -c idle_in_transaction_session_timeout=15000',
    });
    this.pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection broke'));
    // The pool stops listening to a connection while it is lent out. Whoever borrowed it learns of its end from the
    // statement that fails; without a listener the process would end as well.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Runs one statement in a transaction of its own. */
  async run<Row extends QueryResultRow, Params extends object>(
    statement: Statement<Row, Params>,
    params?: Params,
  ): Promise<Row[]> {
    const { name, text } = statement;
    const values = valuesOf(statement, params);
    const query = () => this.pool.query<Row>({ name, text, values });
    const { rows } = await (failpoints.armed ? failpoints.around(`${name}.commit`, query) : query());
    return rows;
  }

  /**
   * Runs work in one transaction: all of it is committed, events it announced included, or nothing is.
   * A serialisation failure or deadlock is tried again up to three times, so work must have no effect outside `tx`.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const backoff = new Backoff(5, 100);
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt >= RETRIES || !isRetryable(error)) throw error;
        await backoff.wait();
      }
    }
  }

  /** Calls back after each commit that announced events. */
  onAnnounced(listener: () => void): void {
    this.announced.add(listener);
  }

  /** Throws when the database does not answer. */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      const { result, announced } = await within(client, work);
      if (announced) for (const listener of this.announced) listener();
      return result;
    } catch (error) {
      if (isConnectionError(error)) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

async function within<T>(client: PoolClient, work: (tx: Tx) => Promise<T>) {
  const begin = client.query('BEGIN');
  begin.catch(() => undefined);
  const tx = new Tx(client);
  try {
    const result = await work(tx);
    await begin;
    return { result, announced: await tx.commit() };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
