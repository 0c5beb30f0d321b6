import { statement } from '@orderwire/platform';

/** The columns of an entry, in the order in which all inserts name them. */
export const ENTRY = 'movement, account, currency, amount, order_id, payment_id, at';

/**
 * Posts movements that are not posted yet. Each is written whole by this one statement or not at all: a trigger refuses
 * a statement whose movements do not sum to zero.
 */
export const postEntries = statement<{ movement: string }>(
  'ledger.post',
  `INSERT INTO ledger_entries (${ENTRY})
   SELECT d.* FROM unnest((SELECT $1::text[]), (SELECT $2::text[]), (SELECT $3::text[]), (SELECT $4::bigint[]),
                          (SELECT $5::uuid[]), (SELECT $6::text[]), (SELECT $7::timestamptz[]))
     AS d(${ENTRY})
   WHERE NOT EXISTS (SELECT FROM ledger_entries e WHERE e.movement = d.movement)
   ORDER BY d.movement, d.account, d.currency
   ON CONFLICT DO NOTHING RETURNING movement`,
);

export interface BalanceRow {
  account: string;
  currency: string;
  balance: string;
}

export const trialBalance = statement<BalanceRow>(
  'ledger.trial_balance',
  `SELECT account, currency, sum(amount)::text AS balance FROM ledger_entries
   GROUP BY account, currency ORDER BY currency, account`,
);
