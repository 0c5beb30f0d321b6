import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from '../database/database.js';
import { statement } from '../database/statement.js';

/** An event that a consumer gave up on. */
export interface DeadLetter {
  consumer: string;
  eventId: string;
  subject: string;
  /** As it was delivered, readable or not. */
  payload: string;
  headers: Record<string, string>;
  reason: string;
  attempts: number;
}

const insert = statement(
  'dead_letters.insert',
  `WITH forgotten AS (DELETE FROM messaging.failed_tries WHERE consumer = $2 AND event_id = $3)
   INSERT INTO messaging.dead_letters (id, consumer, event_id, subject, payload, headers, reason, attempts)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (consumer, event_id)
   DO UPDATE SET reason = excluded.reason, attempts = excluded.attempts, died_at = now(),
     resolved_at = NULL, resolution = NULL, resolved_by = NULL, resolved_reason = NULL
   WHERE dead_letters.resolution IS DISTINCT FROM 'discarded'`,
);

/**
 * Stores an event that its consumer gave up on, with the reason, until an operator decides. A
 * discarded one stays discarded.
 */
export async function storeDeadLetter(queryable: Queryable, letter: DeadLetter): Promise<void> {
  const { consumer, eventId, subject, payload, headers, reason, attempts } = letter;
  const storable = payload.replaceAll('\u0000', '\uFFFD');
  await queryable.run(insert, [
    uuidv7(),
    consumer,
    eventId,
    subject,
    storable,
    JSON.stringify(headers),
    reason,
    attempts,
  ]);
}
