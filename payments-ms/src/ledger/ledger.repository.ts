import { Injectable } from '@nestjs/common';
import type { LedgerAccount } from '@orderwire/contracts';
import { Database, type Queryable, statement } from '@orderwire/platform';
import type { Span } from '../reconciliation/reconciliation.js';
import type { AccountBalance, Movement } from './ledger.js';

/** The effect of a movement on our balance at Stripe. */
export interface BalanceEffect {
  /** Minor units. */
  readonly amount: number;
  /** Null when the movement has no entry on the balance. */
  readonly currency: string | null;
}

type KeyedBalanceEffect = { key: string; amount: number; currency: string | null };

const PAGE = 500;

/** The columns of an entry with their types. */
const columns = {
  movement: 'text',
  account: 'text',
  currency: 'text',
  amount: 'bigint',
  order_id: 'uuid',
  payment_id: 'text',
  at: 'timestamptz',
} as const;

/** Movements as one array per column, one element per entry. */
export type EntryParams = { readonly [Column in keyof typeof columns as `entry_${Column}`]: unknown[] };

export function entryParams(movements: readonly Movement[]): EntryParams {
  const entries = movements.flatMap(({ entries: lines, ...movement }) =>
    lines.map((line) => ({ ...movement, ...line })),
  );
  return {
    entry_movement: entries.map(({ key }) => key),
    entry_account: entries.map(({ account }) => account),
    entry_currency: entries.map(({ currency }) => currency),
    entry_amount: entries.map(({ amount }) => amount),
    entry_order_id: entries.map(({ about }) => about.orderId),
    entry_payment_id: entries.map(({ about }) => about.paymentId),
    entry_at: entries.map(({ at }) => at),
  };
}

const COLUMNS = Object.keys(columns).join(', ');
const ARRAYS = Object.entries(columns)
  .map(([column, type]) => `(SELECT :entry_${column}::${type}[])`)
  .join(', ');

/**
 * Inserts {@link EntryParams}. An entry that is already posted stays unchanged. A statement writes
 * a movement as a whole: a trigger refuses one that does not sum to zero. Only the unique key
 * decides, so the cost does not grow with the ledger.
 */
export const insertEntries = (where = ''): string =>
  `INSERT INTO ledger_entries (${COLUMNS})
   SELECT d.* FROM unnest(${ARRAYS}) AS d(${COLUMNS})
   ${where}
   ORDER BY d.movement, d.account, d.currency
   ON CONFLICT DO NOTHING RETURNING movement`;

const postEntries = statement<{ movement: string }, EntryParams>(
  'ledger.post',
  insertEntries('WHERE NOT EXISTS (SELECT FROM ledger_entries e WHERE e.movement = d.movement)'),
);

const trialBalance = statement<{ account: LedgerAccount; currency: string; balance: string }>(
  'ledger.trial_balance',
  `SELECT account, currency, sum(amount)::text AS balance FROM ledger_entries
   GROUP BY account, currency ORDER BY currency, account`,
);

const balanceEffects = statement<KeyedBalanceEffect, { keys: readonly string[] }>(
  'ledger.balance_effects',
  `SELECT movement AS key, max(currency) FILTER (WHERE account = 'stripe_balance') AS currency,
     COALESCE(sum(amount) FILTER (WHERE account = 'stripe_balance'), 0)::bigint AS amount
   FROM ledger_entries WHERE movement = ANY(:keys::text[]) GROUP BY movement`,
);

const balanceEffectsBetween = statement<
  KeyedBalanceEffect & { at: Date },
  Span & { afterAt: Date; afterKey: string; limit: number }
>(
  'ledger.balance_effects_between',
  `SELECT movement AS key, currency, amount, at FROM ledger_entries
   WHERE account = 'stripe_balance' AND at >= :from AND at < :to
     AND (at, movement) > (:afterAt::timestamptz, :afterKey::text)
   ORDER BY at, movement LIMIT :limit`,
);

/** The ledger: entries are only inserted. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /** Posts movements that are not posted yet, with one statement. */
  async post(movements: readonly Movement[], tx: Queryable = this.database): Promise<void> {
    if (movements.length > 0) await tx.run(postEntries, entryParams(movements));
  }

  /** By movement key. A movement that is not posted is missing. */
  async balanceEffects(keys: readonly string[]): Promise<ReadonlyMap<string, BalanceEffect>> {
    const rows = await this.database.run(balanceEffects, { keys });
    return new Map(rows.map((row) => [row.key, row]));
  }

  /** Pages of the posted balance transactions of a span, oldest first. */
  async *balanceEffectsBetween({ from, to }: Span): AsyncGenerator<(BalanceEffect & { key: string })[]> {
    let [afterAt, afterKey] = [from, ''];
    for (;;) {
      const params = { from, to, afterAt, afterKey, limit: PAGE };
      const rows = await this.database.run(balanceEffectsBetween, params);
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      [afterAt, afterKey] = [last.at, last.key];
    }
  }

  /** All accounts; the balances of one currency sum to zero. */
  async trialBalance(): Promise<AccountBalance[]> {
    const rows = await this.database.run(trialBalance);
    return rows.map((row) => ({ ...row, balance: BigInt(row.balance) }));
  }
}
