import type { DeadLetterSummary, Owner, Resolution } from '@orderwire/contracts';
import { statement } from '../database/statement.js';

/** A dead letter's row, without what it says. */
export interface LetterRow {
  id: string;
  consumer: string;
  event_id: string;
  subject: string;
  reason: string;
  attempts: number;
  died_at: Date;
  resolved_at: Date | null;
  resolution: Resolution | null;
  resolved_by: string | null;
  resolved_reason: string | null;
}

/** With what it says. */
export interface WholeLetterRow extends LetterRow {
  payload: string;
  /** JSON. */
  headers: string;
}

const summary =
  'id, consumer, event_id, subject, reason, attempts, died_at, resolved_at, resolution, resolved_by, resolved_reason';

const page = (which: string): string =>
  `SELECT ${summary} FROM messaging.dead_letters
   WHERE ${which} AND ($1::text IS NULL OR consumer = $1) AND ($2::text IS NULL OR subject = $2)
     AND ($3::timestamptz IS NULL OR (died_at, id) < ($3, $4::uuid))
   ORDER BY died_at DESC, id DESC LIMIT $5`;

/** Consumer, subject, died_at and id of the last one seen (each may be null), how many. */
export const waitingLetters = statement<LetterRow>('dead_letters.waiting', page('resolved_at IS NULL'));
export const resolvedLetters = statement<LetterRow>('dead_letters.resolved', page('resolved_at IS NOT NULL'));

export const oneLetter = statement<WholeLetterRow>(
  'dead_letters.one',
  `SELECT ${summary}, payload, headers FROM messaging.dead_letters WHERE id = $1`,
);

/** Whoever resolves a letter holds its row, so that two never do. */
export const lockLetter = statement<WholeLetterRow>(
  'dead_letters.lock',
  `SELECT ${summary}, payload, headers FROM messaging.dead_letters WHERE id = $1 FOR UPDATE`,
);

/** Id, resolution, account, reason. */
export const resolveLetter = statement<LetterRow>(
  'dead_letters.resolve',
  `UPDATE messaging.dead_letters SET resolved_at = now(), resolution = $2, resolved_by = $3, resolved_reason = $4
   WHERE id = $1 RETURNING ${summary}`,
);

/** Consumer, event id. */
export const whenTaken = statement<{ processed_at: Date }>(
  'inbox.when_taken',
  'SELECT processed_at FROM messaging.inbox WHERE consumer = $1 AND event_id = $2',
);

export const summaryOf = (row: LetterRow, service: Owner): DeadLetterSummary => ({
  id: row.id,
  service,
  consumer: row.consumer,
  eventId: row.event_id,
  subject: row.subject,
  reason: row.reason,
  attempts: row.attempts,
  diedAt: row.died_at.toISOString(),
  resolvedAt: row.resolved_at?.toISOString() ?? null,
  resolution: row.resolution,
  resolvedBy: row.resolved_by,
  resolvedReason: row.resolved_reason,
});
