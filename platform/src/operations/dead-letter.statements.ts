import type { DeadLetterSummary, Owner, Resolution } from '@orderwire/contracts';
import { statement } from '../database/statement.js';

/** A dead letter without its payload. */
export interface DeadLetterRow {
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

/** A dead letter with its payload. */
export interface FullDeadLetterRow extends DeadLetterRow {
  payload: string;
  /** JSON. */
  headers: string;
}

const summary =
  'id, consumer, event_id, subject, reason, attempts, died_at, resolved_at, resolution, resolved_by, resolved_reason';

const page = (condition: string): string =>
  `SELECT ${summary} FROM messaging.dead_letters
   WHERE ${condition} AND ($1::text IS NULL OR consumer = $1) AND ($2::text IS NULL OR subject = $2)
     AND ($3::timestamptz IS NULL OR (died_at, id) < ($3, $4::uuid))
   ORDER BY died_at DESC, id DESC LIMIT $5`;

/**
 * Parameters: consumer, subject, died_at and id of the last row of the page before (each may be
 * null), limit.
 */
export const selectUnresolved = statement<DeadLetterRow>('dead_letters.waiting', page('resolved_at IS NULL'));
export const selectResolved = statement<DeadLetterRow>(
  'dead_letters.resolved',
  page('resolved_at IS NOT NULL'),
);

export const selectDeadLetter = statement<FullDeadLetterRow>(
  'dead_letters.one',
  `SELECT ${summary}, payload, headers FROM messaging.dead_letters WHERE id = $1`,
);

/** Locks the row, so that two requests never resolve the same dead letter. */
export const lockDeadLetter = statement<FullDeadLetterRow>(
  'dead_letters.lock',
  `SELECT ${summary}, payload, headers FROM messaging.dead_letters WHERE id = $1 FOR UPDATE`,
);

/** Parameters: id, resolution, account, reason. */
export const resolveDeadLetter = statement<DeadLetterRow>(
  'dead_letters.resolve',
  `UPDATE messaging.dead_letters SET resolved_at = now(), resolution = $2, resolved_by = $3, resolved_reason = $4
   WHERE id = $1 RETURNING ${summary}`,
);

/** Parameters: consumer, event id. */
export const consumedAt = statement<{ processed_at: Date }>(
  'inbox.when_taken',
  'SELECT processed_at FROM messaging.inbox WHERE consumer = $1 AND event_id = $2',
);

export const summaryOf = (row: DeadLetterRow, service: Owner): DeadLetterSummary => ({
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
