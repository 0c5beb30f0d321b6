import type { PoolClient, QueryResultRow } from 'pg';
import { type ParamsOf, type Statement, statement, valuesOf } from './statement.js';

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
    const { name, text } = statement;
    const { rows } = await this.client.query<Row>({ name, text, values: valuesOf(statement, params) });
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
    const commit = this.client.query('COMMIT');
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
