import type { Pool } from 'pg';
import { send } from './http-client.js';
import type { Target } from './target.js';

/** What has been counted since each counter was set to zero. */
export interface Counters {
  sqlStatements: number;
  sqlTransactions: number;
  natsMessages: number;
  stripeCalls: number;
}

const countSql = `
  SELECT coalesce(sum(s.calls) FILTER (WHERE s.query NOT ILIKE ALL (ARRAY['begin%', 'commit%', 'rollback%'])), 0)::int AS statements,
         coalesce(sum(s.calls) FILTER (WHERE s.query ILIKE 'commit%'), 0)::int AS commits
  FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
  WHERE s.toplevel AND d.datname <> current_database() AND s.query NOT LIKE '%= ANY($1::uuid[]) AND status =%'`;

/** Reads the servers' own counters. Statements exclude BEGIN, COMMIT and the benchmark's own watching. */
export class CounterReader {
  constructor(
    private readonly target: Target,
    private readonly admin: Pool,
  ) {}

  async prepare(): Promise<void> {
    await this.admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  }

  async read(): Promise<Counters> {
    const [sql, nats, stripe] = await Promise.all([this.sql(), this.nats(), this.stripe()]);
    return {
      sqlStatements: sql.statements,
      sqlTransactions: sql.commits,
      natsMessages: nats,
      stripeCalls: stripe,
    };
  }

  private async sql(): Promise<{ statements: number; commits: number }> {
    const { rows } = await this.admin.query<{ statements: number; commits: number }>(countSql);
    return rows[0] ?? { statements: 0, commits: 0 };
  }

  private async nats(): Promise<number> {
    const { body } = await send('GET', `${this.target.natsMonitorUrl}/varz`);
    return (JSON.parse(body) as { in_msgs: number }).in_msgs;
  }

  private async stripe(): Promise<number> {
    const headers = { authorization: `Bearer ${this.target.stripeSecret}` };
    const { body } = await send('GET', `${this.target.stripeUrl}/_sandbox/stats`, undefined, headers);
    const stats = JSON.parse(body) as { apiCalls?: { total?: number } };
    return stats.apiCalls?.total ?? 0;
  }
}

/** What one order cost, of each kind, to two decimals. */
export const perOrder = (before: Counters, after: Counters, orders: number): Counters => ({
  sqlStatements: each(after.sqlStatements - before.sqlStatements, orders),
  sqlTransactions: each(after.sqlTransactions - before.sqlTransactions, orders),
  natsMessages: each(after.natsMessages - before.natsMessages, orders),
  stripeCalls: each(after.stripeCalls - before.stripeCalls, orders),
});

const each = (count: number, orders: number): number => Math.round((count / Math.max(1, orders)) * 100) / 100;
