import { Injectable } from '@nestjs/common';
import {
  type Columns,
  columnList,
  Database,
  type KeysetCursor,
  parameterList,
  selectList,
  statement,
  type Tx,
} from '@orderwire/platform';
import type { TaxRate } from './tax-rates.js';

const columns = {
  id: 'id',
  country: 'country',
  taxClass: 'tax_class',
  name: 'name',
  percentage: 'percentage',
  inclusive: 'inclusive',
  validFrom: 'valid_from',
  validUntil: 'valid_until',
} satisfies Columns<TaxRate>;

const selectRates = `SELECT ${selectList(columns)} FROM tax_rates`;

const findCurrent = statement<TaxRate, { at: Date }>(
  'tax_rates.current',
  `${selectRates} WHERE valid_until IS NULL OR valid_until > :at`,
);

const list = statement<
  TaxRate,
  { country: string | null; at: Date | null; id: string | null; limit: number }
>(
  'tax_rates.list',
  `${selectRates}
   WHERE (:country::text IS NULL OR country = :country) AND (:at::timestamptz IS NULL OR (valid_from, id) < (:at, :id::uuid))
   ORDER BY valid_from DESC, id DESC LIMIT :limit`,
);

const lock = statement('tax_rates.lock', 'LOCK TABLE tax_rates IN SHARE ROW EXCLUSIVE MODE');

const find = statement<TaxRate, { id: string }>('tax_rates.find', `${selectRates} WHERE id = :id`);

const findFrom = statement<TaxRate, { country: string; taxClass: string; at: Date }>(
  'tax_rates.from',
  `${selectRates} WHERE country = :country AND tax_class = :taxClass AND (valid_until IS NULL OR valid_until > :at)
     AND valid_from IS DISTINCT FROM valid_until ORDER BY valid_from`,
);

const insert = statement<Record<string, never>, TaxRate>(
  'tax_rates.insert',
  `INSERT INTO tax_rates (${columnList(columns)}) VALUES (${parameterList(columns)})`,
);

const end = statement<Record<string, never>, { id: string; at: Date }>(
  'tax_rates.end',
  'UPDATE tax_rates SET valid_until = :at WHERE id = :id',
);

/** Tax rates. Changes of them wait for each other, so that none overlaps with another. */
@Injectable()
export class TaxRateRepository {
  constructor(private readonly database: Database) {}

  /** Rates that hold now or later, or did an hour ago: for orders that are being placed. */
  current(): Promise<TaxRate[]> {
    return this.database.run(findCurrent, { at: new Date(Date.now() - 3_600_000) });
  }

  /** By `validFrom`, latest first, strictly after the cursor. */
  list(country: string | undefined, after: KeysetCursor | undefined, limit: number): Promise<TaxRate[]> {
    const { at = null, id = null } = after ?? {};
    return this.database.run(list, { country: country ?? null, at, id, limit });
  }

  /** Until the transaction ends nothing else changes the rates. They can be read. */
  async lock(tx: Tx): Promise<void> {
    await tx.run(lock);
  }

  async find(tx: Tx, id: string): Promise<TaxRate | undefined> {
    return (await tx.run(find, { id }))[0];
  }

  /** The rates of a country and class that hold at a time or later, in the order of time. */
  from(tx: Tx, { country, taxClass }: Pick<TaxRate, 'country' | 'taxClass'>, at: Date): Promise<TaxRate[]> {
    return tx.run(findFrom, { country, taxClass, at });
  }

  async insert(tx: Tx, rate: TaxRate): Promise<void> {
    await tx.run(insert, rate);
  }

  async end(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.run(end, { id, at });
  }
}
