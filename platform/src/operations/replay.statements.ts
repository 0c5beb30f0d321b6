import { statement } from '../database/statement.js';
import type { OutboxEvent } from '../outbox/publish-row.js';

/** An event of the outbox, looked at by a replay. */
export interface ReplayRow extends OutboxEvent {
  aggregate_id: string;
  /** Whether the replay wants it. Payload and headers are empty where it does not. */
  wanted: boolean;
  /** When it was first published: microseconds since 1970, as text. */
  at: string;
  position: string;
}

const micros = (time: string): string => `(extract(epoch FROM ${time}) * 1000000)::bigint::text`;
const time = (parameter: string): string =>
  `(timestamptz 'epoch' + (${parameter}::bigint / 1000000) * interval '1 second' + (${parameter}::bigint % 1000000) * interval '1 microsecond')`;

/**
 * The next events in the order in which they were published: as many as asked for, wanted or not, so that no look takes long
 * however few are wanted. What waits for its first publication is the relay's.
 */
const slice = (which: string): string =>
  `SELECT id, subject, aggregate_id, position::text AS position, ${micros('published_at')} AS at, wanted,
     CASE WHEN wanted AND $8::boolean THEN payload ELSE '' END AS payload,
     CASE WHEN wanted AND $8::boolean THEN headers ELSE '{}' END AS headers
   FROM (SELECT *, ($2::text IS NULL OR subject = $2) AS wanted FROM messaging.outbox
     WHERE published_at IS NOT NULL AND ${which}
       AND published_at >= coalesce($3::timestamptz, '-infinity') AND published_at < coalesce($4::timestamptz, 'infinity')
       AND (published_at, position) > (${time('$5')}, $6::bigint) AND published_at <= ${time('$7')}
     ORDER BY published_at, position LIMIT $9) looked_at
   ORDER BY looked_at.published_at, looked_at.position`;

/** Aggregate id, subject, from, to, place (time, position), until, with what they say, how many at most. */
export const nextOfAggregate = statement<ReplayRow>('outbox.replay_aggregate', slice('aggregate_id = $1'));
export const nextOfAll = statement<ReplayRow>('outbox.replay', slice('$1::text IS NULL'));

export const rightNow = statement<{ until: string }>(
  'outbox.now',
  `SELECT ${micros('clock_timestamp()')} AS until`,
);
