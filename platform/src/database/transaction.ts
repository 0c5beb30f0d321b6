import type { PoolClient, QueryResultRow } from 'pg';
import { failpoints } from '../failpoints/failpoints.js';
import type { FailpointName } from '../failpoints/failpoint-names.js';
import { type Statement, statement, valuesOf } from './statement.js';

/** An announced event, as a row of the outbox. */
export interface OutboxRow {
  id: string;
  subject: string;
  aggregateId: string;
  /** JSON. */
  payload: string;
  /** JSON: correlation id, actor, time, trace. */
  headers: string;
}

const insertOutbox = statement(
  'outbox.insert',
  `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])`,
);

/** A transaction at work. Never run two of its statements with Promise.all: their order is the order of the writes. */
export class Tx {
  private readonly outbox: OutboxRow[] = [];
  /** Name of the last statement. */
  private last = 'nothing.at_all';

  constructor(private readonly client: PoolClient) {}

  /** Runs one statement. */
  async run<Row extends QueryResultRow, Params extends object>(
    statement: Statement<Row, Params>,
    params?: Params,
  ): Promise<Row[]> {
    const { name, text } = statement;
    const values = valuesOf(statement, params);
    this.last = name;
    const { rows } = await this.client.query<Row>({ name, text, values });
    return rows;
  }

  /** Used by the outbox alone: keeps a row to be written together with all others just before the commit. */
  announce(row: OutboxRow): void {
    this.outbox.push(row);
  }

  /** Writes the outbox and commits, in one round trip. True when events were announced. */
  async commit(): Promise<boolean> {
    const announces = this.outbox.length > 0;
    const point = announces ? 'transaction' : this.last;
    if (failpoints.armed) await failpoints.reach(`${point}.commit.before` as FailpointName);
    const written = announces ? this.writeOutbox(this.outbox) : Promise.resolve();
    const commit = this.client.query('COMMIT');
    commit.catch(() => undefined);
    await written;
    const { command } = await commit;
    // PostgreSQL answers a COMMIT of a failed transaction with ROLLBACK and no error.
    if (command !== 'COMMIT')
      throw new Error('the transaction was rolled back: one of its statements had failed');
    if (failpoints.armed) await failpoints.reach(`${point}.commit.after` as FailpointName);
    return announces;
  }

  private async writeOutbox(rows: OutboxRow[]): Promise<void> {
    await this.run(insertOutbox, [
      rows.map((row) => row.id),
      rows.map((row) => row.subject),
      rows.map((row) => row.aggregateId),
      rows.map((row) => row.payload),
      rows.map((row) => row.headers),
    ]);
  }
}
