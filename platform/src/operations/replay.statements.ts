import { statement } from '../database/statement.js';
import type { OutboxEvent } from '../outbox/outbox.js';
import { OUTBOX_DAYS } from '../partitions/message-tables.js';

/** A row of the outbox that a replay read. */
export interface ReplayRow extends OutboxEvent {
  aggregate_id: string;
  /** Whether it matches the replay's filter. Payload and headers are empty otherwise. */
  wanted: boolean;
  /** The time of its first publication: microseconds since 1970, as text. */
  at: string;
  position: string;
}

const micros = (time: string): string => `(extract(epoch FROM ${time}) * 1000000)::bigint::text`;
const time = (parameter: string): string =>
  `(timestamptz 'epoch' + (${parameter}::bigint / 1000000) * interval '1 second' + (${parameter}::bigint % 1000000) * interval '1 microsecond')`;

/**
 * The next rows in the order of their first publication. The limit counts rows that do not match as
 * well, so that a query is fast however few match. Unpublished rows are left to the relay. Older rows, which
 * their partition keeps for the sake of others, are left out: inboxes need not know them any more.
 */
const slice = (which: string): string =>
  `SELECT id, subject, aggregate_id, position::text AS position, ${micros('published_at')} AS at, wanted,
     CASE WHEN wanted AND :withPayload::boolean THEN payload ELSE '' END AS payload,
     CASE WHEN wanted AND :withPayload::boolean THEN headers ELSE '{}' END AS headers
   FROM (SELECT *, (:subject::text IS NULL OR subject = :subject) AS wanted FROM messaging.outbox
     WHERE published_at IS NOT NULL AND ${which}
       AND published_at >= greatest(:from::timestamptz, now() - interval '${OUTBOX_DAYS} days') AND published_at < coalesce(:to::timestamptz, 'infinity')
       AND (published_at, position) > (${time(':at')}, :position::bigint) AND published_at <= ${time(':until')}
     ORDER BY published_at, position LIMIT :limit) batch
   ORDER BY batch.published_at, batch.position`;

interface SliceParams {
  subject: string | null;
  /** ISO 8601. */
  from: string | null;
  to: string | null;
  /** Time and position of the last row read. */
  at: string;
  position: string;
  /** Later publications are left out. */
  until: string;
  withPayload: boolean;
  limit: number;
}

export const nextOfAggregate = statement<ReplayRow, SliceParams & { aggregateId: string }>(
  'outbox.replay_aggregate',
  slice('aggregate_id = :aggregateId'),
);
export const nextOfAll = statement<ReplayRow, SliceParams>('outbox.replay', slice('true'));

export const currentTime = statement<{ until: string }>(
  'outbox.now',
  `SELECT ${micros('clock_timestamp()')} AS until`,
);
