import {
  type Database,
  DELETE_BATCH_SIZE,
  deleteInBatches,
  type DeleteStatement,
  statement,
} from '@orderwire/platform';
import { KNOWN_NETWORK_DAYS } from '../throttling/attempt.repository.js';

/** Deletes one batch of rows older than `before`. Locked rows are skipped until the next run. */
const deleteFrom = (
  table: string,
  key: string,
  age: string,
  { from = table, name = table, where = 'true' } = {},
): DeleteStatement<{ before: Date }> =>
  statement<{ swept: number }, { before: Date }>(
    `purge.${name}`,
    `WITH swept AS (DELETE FROM ${table} WHERE (${key}) IN (
       SELECT ${key} FROM ${from} WHERE ${age} < :before AND ${where}
       LIMIT ${DELETE_BATCH_SIZE} FOR UPDATE OF ${table} SKIP LOCKED) RETURNING 1)
     SELECT count(*)::int AS swept FROM swept`,
  );

const withSessions = 'refresh_tokens JOIN sessions ON sessions.id = session_id';
const statements = {
  attempts: deleteFrom('attempts', 'key', 'last_at'),
  one_time_tokens: deleteFrom('one_time_tokens', 'hash', 'expires_at'),
  refresh_tokens: deleteFrom('refresh_tokens', 'hash', 'expires_at', { from: withSessions }),
  sessions: deleteFrom('sessions', 'id', 'expires_at'),
  known_places: deleteFrom('known_places', 'account_id, network', 'last_seen_at'),
  audit_log: deleteFrom('audit_log', 'id', 'at'),
  // The condition of the partial index audit_log_anonymous.
  audit_log_anonymous: deleteFrom('audit_log', 'id', 'at', {
    name: 'audit_log_anonymous',
    where: "actor_role = 'guest' AND outcome = 'failure'",
  }),
};

/** Failures of anonymous callers: the audit log is kept for what accounts did. */
const ANONYMOUS_AUDIT_DAYS = 30;

export type ExpiringTable = keyof typeof statements;

/** Deletes expired rows in batches. */
export class ExpiredRowRepository {
  /** How many days rows are kept after their last use or their expiry, in the order of deletion. */
  readonly retention: readonly { table: ExpiringTable; days: number }[];

  constructor(
    private readonly database: Database,
    auditDays: number,
  ) {
    this.retention = [
      { table: 'attempts', days: 2 },
      { table: 'one_time_tokens', days: 7 },
      // Before their sessions, which would delete any number of tokens in one statement.
      { table: 'refresh_tokens', days: 7 },
      { table: 'sessions', days: 7 },
      { table: 'known_places', days: KNOWN_NETWORK_DAYS },
      { table: 'audit_log', days: auditDays },
      { table: 'audit_log_anonymous', days: Math.min(auditDays, ANONYMOUS_AUDIT_DAYS) },
    ];
  }

  async purge(table: ExpiringTable, before: Date, signal?: AbortSignal): Promise<void> {
    await deleteInBatches(this.database, statements[table], () => signal?.aborted === true, { before });
  }
}
