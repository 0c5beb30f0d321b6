import { Injectable } from '@nestjs/common';
import { Database, statement } from '@orderwire/platform';
import type { FigureName } from '../projections/figures.js';

const totals = statement<{ generation: number; figure: FigureName | null; count: number }>(
  'figures.totals',
  `SELECT g.id AS generation, f.figure, coalesce(sum(f.count), 0)::bigint AS count
   FROM (SELECT id FROM generations ORDER BY built_at IS NULL, id DESC LIMIT 1) AS g
   LEFT JOIN figures f ON f.generation = g.id AND f.unit = 'day' GROUP BY 1, 2`,
);

/** What the read models count in all. */
@Injectable()
export class StatusRepository {
  constructor(private readonly database: Database) {}

  /** In all currencies. */
  async totals(): Promise<{ generation: number; count: (figure: FigureName) => number }> {
    const rows = await this.database.run(totals);
    const counts = new Map(rows.map(({ figure, count }) => [figure, count]));
    return { generation: rows[0]?.generation ?? 0, count: (figure) => counts.get(figure) ?? 0 };
  }
}
