import type { DelayKind, FigureName } from './figures.js';

/** SQL: one kind of figure. `changes` has a row with sign 1 for what holds now, and with -1 for what held before. */
export const figure = (
  name: FigureName,
  { at, amount = '0', where = 'true' }: { at: string; amount?: string; where?: string },
): string =>
  `SELECT generation, currency, ${at} AS at, '${name}' AS figure, sign AS count, sign * ${amount} AS amount
   FROM changes WHERE ${at} IS NOT NULL AND ${where}`;

/**
 * SQL of a common table expression that adds the differences to `figures`, for hours and days. Rows
 * of equal sums cancel each other.
 */
export const countFigures = (...figures: readonly string[]): string => `counted AS (
   INSERT INTO figures AS f (generation, unit, currency, at, figure, count, amount)
   SELECT c.generation, u.unit, c.currency, date_trunc(u.unit, c.at, 'UTC'), c.figure, sum(c.count), sum(c.amount)
   FROM (${figures.join('\n   UNION ALL ')}) AS c, (VALUES ('hour'), ('day')) AS u (unit)
   GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.count) <> 0 OR sum(c.amount) <> 0 ORDER BY 1, 2, 3, 4, 5
   ON CONFLICT (generation, unit, currency, at, figure)
   DO UPDATE SET count = f.count + excluded.count, amount = f.amount + excluded.amount
 )`;

/** SQL: one kind of delay at the time of payment. */
export const delay = (
  kind: DelayKind,
  { from, until, where }: { from: string; until: string; where: string },
): string =>
  `SELECT generation, currency, paid_at AS at, '${kind}' AS kind, sign,
     extract(epoch FROM ${until} - ${from})::float8 AS seconds FROM changes WHERE ${where}`;

/** SQL as {@link countFigures}, of `delays`. Buckets: see dashboard/percentiles.ts. */
export const countDelays = (...delays: readonly string[]): string => `measured AS (
   INSERT INTO delays AS d (generation, unit, currency, at, kind, bucket, count)
   SELECT c.generation, u.unit, c.currency, date_trunc(u.unit, c.at, 'UTC'), c.kind,
     CASE WHEN c.seconds < 1 THEN 0 ELSE 1 + floor(4 * ln(c.seconds) / ln(2)) END, sum(c.sign)
   FROM (${delays.join('\n   UNION ALL ')}) AS c, (VALUES ('hour'), ('day')) AS u (unit)
   GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(c.sign) <> 0 ORDER BY 1, 2, 3, 4, 5, 6
   ON CONFLICT (generation, unit, currency, at, kind, bucket) DO UPDATE SET count = d.count + excluded.count
 )`;
