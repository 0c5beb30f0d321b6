import type { PoolClient, QueryResultRow } from 'pg';
import { Database, type DatabaseOptions, Tx } from '../database/database.js';
import type { ParamsOf, Statement } from '../database/statement.js';
import type { Failpoints } from './failpoints.js';

/**
 * A database with failpoints around every commit. Those of a transaction that publishes events are
 * named `transaction`; others have the name of the statement that committed, or that was the last
 * one of its transaction.
 */
export class FailpointDatabase extends Database {
  constructor(
    options: DatabaseOptions,
    private readonly failpoints: Failpoints,
  ) {
    super(options);
  }

  override run<Row extends QueryResultRow, Params extends object>(
    statement: Statement<Row, Params>,
    ...params: ParamsOf<Params>
  ): Promise<Row[]> {
    return this.failpoints.around(`${statement.name}.commit`, () => super.run(statement, ...params));
  }

  protected override transactionOn(client: PoolClient): Tx {
    return new FailpointTx(client, this.failpoints);
  }
}

/** A transaction with failpoints around its commit. */
export class FailpointTx extends Tx {
  private lastStatement = 'none.none';

  constructor(
    client: PoolClient,
    private readonly failpoints: Failpoints,
  ) {
    super(client);
  }

  override run<Row extends QueryResultRow, Params extends object>(
    statement: Statement<Row, Params>,
    ...params: ParamsOf<Params>
  ): Promise<Row[]> {
    this.lastStatement = statement.name;
    return super.run(statement, ...params);
  }

  override commit(): Promise<boolean> {
    const name = this.publishes ? 'transaction' : this.lastStatement;
    return this.failpoints.around(`${name}.commit`, () => super.commit());
  }
}
