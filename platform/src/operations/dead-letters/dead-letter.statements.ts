import type { DeadLetterSummary, Owner, Resolution } from '@orderwire/contracts';
import { statement } from '../../database/statement.js';

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
  /** Of the newest edit, if there is one. */
  edited_payload: string | null;
  edited_by: string | null;
  edited_at: Date | null;
  edited_reason: string | null;
  edited_consumed: boolean;
}

/** The reason of an invalid event names each of its violations. */
export const summaryColumns =
  'id, consumer, event_id, subject, left(reason, 10000) AS reason, attempts, died_at, resolved_at, resolution, resolved_by, resolved_reason';

const full = `${summaryColumns}, payload, headers, edited_payload, edited_by, edited_at, left(edited_reason, 10000) AS edited_reason, edited_consumed`;

export const selectDeadLetter = statement<FullDeadLetterRow, { id: string }>(
  'dead_letters.one',
  `SELECT ${full} FROM messaging.dead_letters WHERE id = :id`,
);

/** Locks the row, so that two requests never resolve the same dead letter. */
export const lockDeadLetter = statement<FullDeadLetterRow, { id: string }>(
  'dead_letters.lock',
  `SELECT ${full} FROM messaging.dead_letters WHERE id = :id FOR UPDATE`,
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
     resolved_reason = :reason WHERE id = :id RETURNING ${summaryColumns}`,
);

interface EditParams {
  id: string;
  /** JSON. */
  payload: string;
  /** Account id. */
  editedBy: string | null;
  consumed: boolean;
}

export const storeEdit = statement<Record<string, never>, EditParams>(
  'dead_letters.store_edit',
  `UPDATE messaging.dead_letters SET edited_payload = :payload, edited_by = :editedBy, edited_at = now(),
     edited_reason = NULL, edited_consumed = :consumed WHERE id = :id`,
);

/** Unless another edit was stored since. */
export const storeEditReason = statement<
  Record<string, never>,
  { id: string; payload: string; reason: string }
>(
  'dead_letters.store_edit_reason',
  `UPDATE messaging.dead_letters SET edited_reason = :reason WHERE id = :id AND edited_payload = :payload AND resolved_at IS NULL`,
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
