import { statement } from '../database/statement.js';
import type { Tx } from '../database/transaction.js';

const mark = statement<{ event_id: string }, { consumer: string; eventIds: readonly string[] }>(
  'inbox.mark',
  `INSERT INTO messaging.inbox (consumer, event_id) SELECT :consumer, unnest(:eventIds::text[])
   ON CONFLICT DO NOTHING RETURNING event_id`,
);

/** Records events as consumed and resolves with the ids of those that are new to the consumer. */
export async function recordInInbox(tx: Tx, consumer: string, eventIds: string[]): Promise<Set<string>> {
  const rows = await tx.run(mark, { consumer, eventIds });
  return new Set(rows.map((row) => row.event_id));
}
