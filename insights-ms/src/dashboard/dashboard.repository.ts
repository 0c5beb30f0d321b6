import { Injectable } from '@nestjs/common';
import type { InsightsInterval, TopProductOrder } from '@orderwire/contracts';
import { Database, statement } from '@orderwire/platform';
import type { DelayKind, FigureName } from '../projections/figures.js';
import type { Counted, Measured } from './figures-of-period.js';
import type { Period } from './period.js';

/** SQL: the newest generation that is built, or the first one. */
const current = '(SELECT id FROM generations ORDER BY built_at IS NULL, id DESC LIMIT 1)';

interface Scope extends Period {
  readonly currency: string;
  readonly unit: 'hour' | 'day';
  /** `year`: for sums over a whole period, in few rows. */
  readonly interval: InsightsInterval | 'year';
}

const countedIn = statement<{ at: Date; figure: FigureName; count: number; amount: number }, Scope>(
  'figures.of_period',
  `SELECT date_trunc(:interval, at, 'UTC') AS at, figure, sum(count)::bigint AS count, sum(amount)::bigint AS amount
   FROM figures WHERE generation = ${current} AND unit = :unit AND currency = :currency AND at >= :from AND at < :to
   GROUP BY 1, 2`,
);

const measuredIn = statement<{ at: Date; kind: DelayKind; bucket: number; count: number }, Scope>(
  'delays.of_period',
  `SELECT date_trunc(:interval, at, 'UTC') AS at, kind, bucket, sum(count)::bigint AS count
   FROM delays WHERE generation = ${current} AND unit = :unit AND currency = :currency AND at >= :from AND at < :to
   GROUP BY 1, 2, 3`,
);

/** All currencies and all time: some thousand rows per year and currency. `ofPeriod`: the part of `count`. */
const countedEver = statement<
  { currency: string; figure: FigureName; count: number; amount: number; ofPeriod: number },
  Period
>(
  'figures.of_all_time',
  `SELECT currency, figure, sum(count)::bigint AS count, sum(amount)::bigint AS amount,
     coalesce(sum(count) FILTER (WHERE at >= date_trunc('day', :from::timestamptz, 'UTC') AND at < :to), 0)::bigint AS "ofPeriod"
   FROM figures WHERE generation = ${current} AND unit = 'day' GROUP BY 1, 2`,
);

const topProducts = statement<
  { productId: string; name: string; units: number; amount: number },
  Period & { currency: string; by: TopProductOrder; limit: number }
>(
  'product_days.top',
  `SELECT t.product_id AS "productId", coalesce(p.name, '') AS name, t.units, t.amount
   FROM (
     SELECT product_id, sum(units)::bigint AS units, sum(amount)::bigint AS amount FROM product_days
     WHERE generation = ${current} AND currency = :currency
       AND day >= (:from::timestamptz AT TIME ZONE 'UTC')::date AND day < (:to::timestamptz AT TIME ZONE 'UTC')::date
     GROUP BY product_id
     ORDER BY CASE :by::text WHEN 'units' THEN sum(units) ELSE sum(amount) END DESC, product_id LIMIT :limit
   ) AS t LEFT JOIN products p ON p.generation = ${current} AND p.id = t.product_id
   ORDER BY CASE :by::text WHEN 'units' THEN t.units ELSE t.amount END DESC, t.product_id`,
);

/** Reads the counts. No statement reads orders. */
@Injectable()
export class DashboardRepository {
  constructor(private readonly database: Database) {}

  /** By interval. */
  counted(scope: Scope): Promise<(Counted & { at: Date })[]> {
    return this.database.run(countedIn, scope);
  }

  /** By interval. */
  measured(scope: Scope): Promise<(Measured & { at: Date })[]> {
    return this.database.run(measuredIn, scope);
  }

  countedEver(period: Period): Promise<(Counted & { currency: string; ofPeriod: number })[]> {
    return this.database.run(countedEver, period);
  }

  /** Best first. */
  topProducts(currency: string, { from, to }: Period, by: TopProductOrder, limit: number) {
    return this.database.run(topProducts, { currency, from, to, by, limit });
  }
}
