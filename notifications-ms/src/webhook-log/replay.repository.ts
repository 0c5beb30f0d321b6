import { Injectable } from '@nestjs/common';
import { Database, type KeysetCursor, statement, type Tx } from '@orderwire/platform';

const anew = `status = 'waiting', due_at = now(), tries = 0, failing_since = NULL, delivered_at = NULL`;

/** One that is being sent now is left alone. */
const replayOne = statement<Record<string, never>, { id: string }>(
  'webhooks.replay_delivery',
  `UPDATE webhook_deliveries SET ${anew} WHERE id = :id AND status <> 'sending'`,
);

interface Replayed {
  readonly replayed: number;
  /** Of the last one; null without any. */
  readonly at: Date | null;
  readonly id: string | null;
}

interface RangeParams {
  readonly endpointId: string;
  readonly from: Date;
  readonly to: Date;
  readonly limit: number;
}

const replayRange = statement<
  Replayed,
  RangeParams & { statuses: readonly string[]; afterAt: Date; afterId: string }
>(
  'webhooks.replay_deliveries',
  `WITH chosen AS MATERIALIZED (
     SELECT id, created_at FROM webhook_deliveries
     WHERE endpoint_id = :endpointId AND created_at >= :from AND created_at < :to
       AND (created_at, id) > (:afterAt::timestamptz, :afterId::uuid) AND status = ANY((SELECT :statuses::text[])::text[])
     ORDER BY created_at, id LIMIT :limit FOR UPDATE
   ), replayed AS (
     UPDATE webhook_deliveries d SET ${anew} FROM chosen WHERE d.id = chosen.id
   )
   SELECT count(*)::int AS replayed, max(created_at) AS at,
     (SELECT id FROM chosen ORDER BY created_at DESC, id DESC LIMIT 1) AS id FROM chosen`,
);

/** Events of the range without a delivery to the endpoint, whose types match its filter. */
const missing = statement<
  { id: string; type: string; orderId: string | null; at: Date },
  RangeParams & { afterAt: Date; types: readonly string[] }
>(
  'webhooks.missing_events',
  `SELECT v.id, v.type, v.order_id AS "orderId", v.created_at AS at FROM webhook_events v
   WHERE v.created_at >= greatest(:from::timestamptz, :afterAt::timestamptz) AND v.created_at < :to
     AND v.type = ANY((SELECT :types::text[])::text[])
     AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.event_id = v.id AND d.endpoint_id = :endpointId)
   ORDER BY v.created_at, v.id LIMIT :limit`,
);

const START: KeysetCursor = { at: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

/** The part of a replay that one request does. */
export interface ReplayedPart {
  readonly replayed: number;
  /** Where the next part begins; undefined at the end. */
  readonly next?: KeysetCursor;
}

/** An event that was not queued for an endpoint. */
export interface MissingEvent {
  readonly id: string;
  readonly type: string;
  readonly orderId: string | null;
  readonly at: Date;
}

/** Makes deliveries due again. */
@Injectable()
export class ReplayRepository {
  constructor(private readonly database: Database) {}

  async replay(id: string): Promise<void> {
    await this.database.run(replayOne, { id });
  }

  /** Oldest first. */
  async replayRange(
    range: RangeParams,
    statuses: readonly string[],
    after: KeysetCursor = START,
  ): Promise<ReplayedPart> {
    const [row] = await this.database.run(replayRange, {
      ...range,
      ...{ statuses, afterAt: after.at, afterId: after.id },
    });
    if (!row?.at || !row.id) return { replayed: 0 };
    const next = { at: row.at, id: row.id };
    return { replayed: row.replayed, ...(row.replayed === range.limit && { next }) };
  }

  /** Oldest first, from the time of the cursor on. */
  missing(
    tx: Tx,
    range: RangeParams,
    types: readonly string[],
    after: KeysetCursor = START,
  ): Promise<MissingEvent[]> {
    return tx.run(missing, { ...range, types, afterAt: after.at });
  }

  /** The cursor of a time. Events of the same millisecond are read again, and are no longer missing. */
  cursorOf(at: Date): KeysetCursor {
    return { at, id: START.id };
  }
}
