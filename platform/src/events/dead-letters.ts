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

const insert = statement<
  Record<string, never>,
  Omit<DeadLetter, 'headers'> & { id: string; headers: string }
>(
  'dead_letters.insert',
  `WITH forgotten AS (DELETE FROM messaging.failed_tries WHERE consumer = :consumer AND event_id = :eventId)
   INSERT INTO messaging.dead_letters (id, consumer, event_id, subject, payload, headers, reason, attempts)
   VALUES (:id, :consumer, :eventId, :subject, :payload, :headers, :reason, :attempts) ON CONFLICT (consumer, event_id)
   DO UPDATE SET reason = excluded.reason, attempts = excluded.attempts, died_at = now(),
     resolved_at = NULL, resolution = NULL, resolved_by = NULL, resolved_reason = NULL
   WHERE dead_letters.resolution IS DISTINCT FROM 'discarded'`,
);

/**
 * Stores an event that its consumer gave up on, with the reason, until an operator decides. A
 * discarded one stays discarded.
 */
export async function storeDeadLetter(queryable: Queryable, letter: DeadLetter): Promise<void> {
  await queryable.run(insert, {
    ...letter,
    id: uuidv7(),
    payload: letter.payload.replaceAll('\u0000', '\uFFFD'),
    headers: JSON.stringify(letter.headers),
  });
}
