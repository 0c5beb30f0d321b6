import { statement } from '@orderwire/platform';
import type { Movement } from '../domain/ledger.js';

/** The columns of an entry, in the order of {@link entryColumns}. */
const ENTRY = 'movement, account, currency, amount, order_id, payment_id, at';

/** Movements as columns: one element per entry. */
export function entryColumns(movements: readonly Movement[]): unknown[][] {
  const lines = movements.flatMap(({ entries, ...movement }) =>
    entries.map((entry) => ({ ...movement, ...entry })),
  );
  return [
    lines.map(({ key }) => key),
    lines.map(({ account }) => account),
    lines.map(({ currency }) => currency),
    lines.map(({ amount }) => amount),
    lines.map(({ about }) => about.orderId),
    lines.map(({ about }) => about.paymentId),
    lines.map(({ at }) => at),
  ];
}

/**
 * The insert of {@link entryColumns}, given from parameter `$first` on: what is posted already stays as it is. Each
 * movement is written whole by one statement or not at all: a trigger refuses one that does not sum to zero. The unique key
 * alone decides, so that its cost does not grow with the account book.
 */
export function insertEntries(first: number, where = ''): string {
  const types = ['text', 'text', 'text', 'bigint', 'uuid', 'text', 'timestamptz'];
  const columns = types.map((type, index) => `(SELECT $${first + index}::${type}[])`).join(', ');
  return `INSERT INTO ledger_entries (${ENTRY})
   SELECT d.* FROM unnest(${columns}) AS d(${ENTRY})
   ${where}
   ORDER BY d.movement, d.account, d.currency
   ON CONFLICT DO NOTHING RETURNING movement`;
}

export const postEntries = statement<{ movement: string }>(
  'ledger.post',
  insertEntries(1, 'WHERE NOT EXISTS (SELECT FROM ledger_entries e WHERE e.movement = d.movement)'),
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

export interface HeldRow {
  movement: string;
  currency: string | null;
  amount: string;
}

/** What these movements put on our balance at Stripe; one that put nothing there is named with 0. */
export const heldBy = statement<HeldRow>(
  'ledger.held_by',
  `SELECT movement, max(currency) FILTER (WHERE account = 'stripe_balance') AS currency,
     COALESCE(sum(amount) FILTER (WHERE account = 'stripe_balance'), 0)::text AS amount
   FROM ledger_entries WHERE movement = ANY($1::text[]) GROUP BY movement`,
);

/** Stripe's transactions of a span in the account book ($1 up to, and without, $2), after $3, $4. */
export const heldBetween = statement<HeldRow & { at: Date }>(
  'ledger.held_between',
  `SELECT movement, currency, amount::text, at FROM ledger_entries
   WHERE account = 'stripe_balance' AND at >= $1 AND at < $2 AND (at, movement) > ($3::timestamptz, $4::text)
   ORDER BY at, movement LIMIT $5`,
);
