import { statement, DELETE_BATCH_SIZE, type DeleteStatement } from '@orderwire/platform';
import { KNOWN_DAYS } from './attempt.repository.js';

/** Rows that nobody needs after so many days. */
export interface Sweep {
  days: number;
  batch: DeleteStatement;
}

/** Of those older than $1; rows that somebody works with stay until the next time. */
const batchOf = (table: string, key: string, age: string, from = table): DeleteStatement =>
  statement(
    `sweep.${table}`,
    `WITH swept AS (DELETE FROM ${table} WHERE (${key}) IN (
       SELECT ${key} FROM ${from} WHERE ${age} < $1 LIMIT ${DELETE_BATCH_SIZE} FOR UPDATE OF ${table} SKIP LOCKED) RETURNING 1)
     SELECT count(*)::int AS swept FROM swept`,
  );

const attempts = batchOf('attempts', 'key', 'last_at');
const links = batchOf('one_time_tokens', 'hash', 'expires_at');
const withSessions = 'refresh_tokens JOIN sessions ON sessions.id = session_id';
const tokens = batchOf('refresh_tokens', 'hash', 'expires_at', withSessions);
const sessions = batchOf('sessions', 'id', 'expires_at');
const places = batchOf('known_places', 'account_id, network', 'last_seen_at');
const audit = batchOf('audit_log', 'id', 'at');

/**
 * Attempts go after two days, mailed tokens and sessions a week after their time, places when they are known no more, and the
 * audit log after `auditDays`. Refresh tokens go before their sessions, which would take any number of them along in one statement.
 */
export const sweeps = (auditDays: number): Sweep[] => [
  { days: 2, batch: attempts },
  { days: 7, batch: links },
  { days: 7, batch: tokens },
  { days: 7, batch: sessions },
  { days: KNOWN_DAYS, batch: places },
  { days: auditDays, batch: audit },
];
