import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { hundredths } from './measurements.js';

/** How far the work of a service runs behind the orders. */
export interface Backlog {
  /** Messages or documents that were due when the load ended. */
  due: number;
  /** Seconds since the oldest of them was queued. */
  oldestSeconds: number;
  /** Of them per second, from the end of the load until none was due; null when none was. */
  perSecond: number | null;
  /** Seconds until none was due. */
  seconds: number;
  /** False when some were still due after the longest wait. */
  isOver: boolean;
}

interface Reading {
  due: number;
  oldestSeconds: number;
  settled: number;
}

/** Document ids begin with their time. Without it, this would read all stored documents. */
const idSince = `id >= rpad(lpad(to_hex((extract(epoch FROM $1::timestamptz) * 1000)::bigint), 12, '0'), 32, '0')::uuid`;

/**
 * Statements that read the work since `$1`, by the database. A message that is being sent is due as
 * well: its lease ends later. Reminders wait for their time.
 */
export const backlogSql = {
  notifications: `
  SELECT count(*) FILTER (WHERE is_due)::int AS due,
    coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE is_due)), 0)::float8 AS "oldestSeconds",
    count(*) FILTER (WHERE status <> 'queued')::int AS settled
  FROM (SELECT created_at, status, status = 'queued' AND (due_at <= now() OR kind <> 'payment_reminder') AS is_due
    FROM messages WHERE created_at >= $1) AS recent`,
  invoices: `
  SELECT count(due_at)::int AS due,
    coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE due_at IS NOT NULL)), 0)::float8 AS "oldestSeconds",
    count(*) FILTER (WHERE due_at IS NULL)::int AS settled
  FROM documents WHERE ${idSince}`,
  shipping: `
  SELECT count(due_at)::int AS due,
    coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE due_at IS NOT NULL)), 0)::float8 AS "oldestSeconds",
    count(*) FILTER (WHERE due_at IS NULL)::int AS settled
  FROM parcels WHERE created_at >= $1`,
};

/** A service that works off what the orders ask for. */
export type Follower = keyof typeof backlogSql;

/** A reading takes some milliseconds of processor time, which count for the orders. */
const POLL_MS = 500;
const LONGEST_WAIT_MS = 120_000;
/** Events that are still consumed queue further work: none is due at so many readings in a row. */
const READINGS_AT_END = 3;

/** Waits until no work since `began` is due. */
export async function catchUp(
  database: Pick<Pool, 'query'>,
  follower: Follower,
  began: Date,
  { pollMs = POLL_MS, longestWaitMs = LONGEST_WAIT_MS } = {},
): Promise<Backlog> {
  const read = async (): Promise<Reading> => {
    const { rows } = await database.query<Reading>(backlogSql[follower], [began]);
    return rows[0] ?? { due: 0, oldestSeconds: 0, settled: 0 };
  };
  const start = performance.now();
  const atEnd = await read();
  let last = { ...atEnd, seconds: 0 };
  let idle = 0;
  while (idle < READINGS_AT_END && performance.now() - start < longestWaitMs) {
    await sleep(pollMs);
    const now = await read();
    idle = now.due === 0 ? idle + 1 : 0;
    // The time of the last change, without the readings that confirm it.
    if (now.settled !== last.settled || now.due > 0)
      last = { ...now, seconds: (performance.now() - start) / 1_000 };
  }
  const settled = last.settled - atEnd.settled;
  return {
    due: atEnd.due,
    oldestSeconds: hundredths(atEnd.oldestSeconds),
    perSecond: settled > 0 && last.seconds > 0 ? hundredths(settled / last.seconds) : null,
    seconds: hundredths(last.seconds),
    isOver: idle >= READINGS_AT_END,
  };
}
