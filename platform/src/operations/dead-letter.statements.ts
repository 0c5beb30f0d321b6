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

/** The reason of an invalid event names each of its violations. */
const summary =
  'id, consumer, event_id, subject, left(reason, 10000) AS reason, attempts, died_at, resolved_at, resolution, resolved_by, resolved_reason';

const page = (condition: string): string =>
  `SELECT ${summary} FROM messaging.dead_letters
   WHERE ${condition} AND (:consumer::text IS NULL OR consumer = :consumer) AND (:subject::text IS NULL OR subject = :subject)
     AND (:afterTime::timestamptz IS NULL OR (died_at, id) < (:afterTime, :afterId::uuid))
   ORDER BY died_at DESC, id DESC LIMIT :limit`;

interface PageParams {
  consumer: string | null;
  subject: string | null;
  /** `died_at` and `id` of the last row of the previous page. */
  afterTime: Date | null;
  afterId: string | null;
  limit: number;
}

export const selectUnresolved = statement<DeadLetterRow, PageParams>(
  'dead_letters.waiting',
  page('resolved_at IS NULL'),
);
export const selectResolved = statement<DeadLetterRow, PageParams>(
  'dead_letters.resolved',
  page('resolved_at IS NOT NULL'),
);

export const selectDeadLetter = statement<FullDeadLetterRow, { id: string }>(
  'dead_letters.one',
  `SELECT ${summary}, payload, headers FROM messaging.dead_letters WHERE id = :id`,
);

/** Locks the row, so that two requests never resolve the same dead letter. */
export const lockDeadLetter = statement<FullDeadLetterRow, { id: string }>(
  'dead_letters.lock',
  `SELECT ${summary}, payload, headers FROM messaging.dead_letters WHERE id = :id FOR UPDATE`,
);

interface ResolveParams {
  id: string;
  resolution: Resolution;
  /** Account id. */
  resolvedBy: string | null;
  reason: string | null;
}

export const resolveDeadLetter = statement<DeadLetterRow, ResolveParams>(
  'dead_letters.resolve',
  `UPDATE messaging.dead_letters SET resolved_at = now(), resolution = :resolution, resolved_by = :resolvedBy,
     resolved_reason = :reason WHERE id = :id RETURNING ${summary}`,
);

export const consumedAt = statement<{ processed_at: Date }, { consumer: string; eventId: string }>(
  'inbox.consumed_at',
  'SELECT processed_at FROM messaging.inbox WHERE consumer = :consumer AND event_id = :eventId',
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
