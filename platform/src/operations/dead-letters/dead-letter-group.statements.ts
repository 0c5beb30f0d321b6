import { statement } from '../../database/statement.js';

/** The open dead letters of one consumer with the same error. */
export interface DeadLetterGroupRow {
  consumer: string;
  subject: string;
  error_group: string;
  error: string;
  count: number;
  first_at: Date;
  last_at: Date;
  example_id: string;
}

interface GroupsParams {
  consumer: string | null;
  /** `last_at` and `example_id` of the last row of the previous page. */
  afterTime: Date | null;
  afterId: string | null;
  limit: number;
}

/** Its newest, as ids are in the order of time. */
const example = `max(id::text COLLATE "C")`;

export const selectGroups = statement<DeadLetterGroupRow, GroupsParams>(
  'dead_letters.groups',
  `SELECT consumer, min(subject) AS subject, md5(error) AS error_group, error, count(*)::int AS count,
     min(died_at) AS first_at, max(died_at) AS last_at, ${example} AS example_id
   FROM messaging.dead_letters WHERE resolved_at IS NULL AND (:consumer::text IS NULL OR consumer = :consumer)
   GROUP BY consumer, error
   HAVING :afterTime::timestamptz IS NULL OR (max(died_at), ${example}) < (:afterTime, :afterId::text)
   ORDER BY max(died_at) DESC, ${example} DESC LIMIT :limit`,
);

interface GroupParams {
  consumer: string;
  errorGroup: string;
  /** ISO 8601. Newer ones are left out. */
  lastAt: string;
}

const ofGroup = `resolved_at IS NULL AND consumer = :consumer AND md5(error) = :errorGroup AND died_at <= :lastAt::timestamptz`;

export const countGroup = statement<{ count: number }, GroupParams>(
  'dead_letters.count_group',
  `SELECT count(*)::int AS count FROM messaging.dead_letters WHERE ${ofGroup}`,
);

interface SliceParams extends GroupParams {
  /** `died_at` and `id` of the last one before. */
  afterTime: Date;
  afterId: string;
  limit: number;
}

/** A dead letter of a group. */
export interface GroupedRow {
  id: string;
  event_id: string;
  died_at: Date;
}

const slice = `SELECT id, event_id, died_at FROM messaging.dead_letters
   WHERE ${ofGroup} AND (died_at, id) > (:afterTime::timestamptz, :afterId::uuid) ORDER BY died_at, id LIMIT :limit`;

export const nextOfGroup = statement<GroupedRow, SliceParams>('dead_letters.next_of_group', slice);

/** Locks the rows. */
export const lockNextOfGroup = statement<GroupedRow, SliceParams>(
  'dead_letters.lock_next_of_group',
  `${slice} FOR UPDATE`,
);

interface DiscardParams {
  ids: readonly string[];
  /** Account id. */
  resolvedBy: string | null;
  reason: string;
}

export const discardAll = statement<Record<string, never>, DiscardParams>(
  'dead_letters.discard_all',
  `UPDATE messaging.dead_letters SET resolved_at = now(), resolution = 'discarded', resolved_by = :resolvedBy,
     resolved_reason = :reason WHERE id = ANY ((SELECT :ids::uuid[])::uuid[])`,
);
