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

type Continued = RangeParams & { readonly afterAt: Date; readonly afterId: string };

const replayRange = (name: string, condition: string) =>
  statement<Replayed, Continued>(
    name,
    `WITH chosen AS MATERIALIZED (
       SELECT id, created_at FROM webhook_deliveries
       WHERE endpoint_id = :endpointId AND created_at >= :from AND created_at < :to
         AND (created_at, id) > (:afterAt::timestamptz, :afterId::uuid) AND ${condition}
       ORDER BY created_at, id LIMIT :limit FOR UPDATE
     ), replayed AS (
       UPDATE webhook_deliveries d SET ${anew} FROM chosen WHERE d.id = chosen.id
     )
     SELECT count(*)::int AS replayed, max(created_at) AS at,
       (SELECT id FROM chosen ORDER BY created_at DESC, id DESC LIMIT 1) AS id FROM chosen`,
  );

/** `all` takes waiting ones too: they are then sent at once. */
const replays = {
  failed: replayRange('webhooks.replay_failed', `status = 'failed'`),
  all: replayRange('webhooks.replay_all', `status <> 'sending'`),
};

/** The next events of the range; `missing`: without a delivery to the endpoint, and of a type that it wants. */
const nextEvents = statement<
  { id: string; type: string; orderId: string | null; at: Date; missing: boolean },
  Continued & { types: readonly string[] }
>(
  'webhooks.missing_events',
  `SELECT v.id, v.type, v.order_id AS "orderId", v.created_at AS at,
     v.type = ANY((SELECT :types::text[])::text[])
       AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.event_id = v.id AND d.endpoint_id = :endpointId) AS missing
   FROM webhook_events v
   WHERE v.created_at >= greatest(:from::timestamptz, :afterAt::timestamptz) AND v.created_at < :to
     AND (v.created_at, v.id) > (:afterAt::timestamptz, :afterId::text)
   ORDER BY v.created_at, v.id LIMIT :limit`,
);

const START: KeysetCursor = { at: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

/** The part of a replay that one request does. */
export interface ReplayedPart {
  readonly replayed: number;
  /** Where the next part begins; undefined at the end. */
  readonly next?: KeysetCursor;
}

/** An event of a range, and whether it was not queued for an endpoint that wants it. */
export interface ReplayableEvent {
  readonly id: string;
  readonly type: string;
  readonly orderId: string | null;
  readonly at: Date;
  readonly missing: boolean;
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
    which: 'failed' | 'all',
    after: KeysetCursor = START,
  ): Promise<ReplayedPart> {
    const [row] = await this.database.run(replays[which], {
      ...range,
      ...{ afterAt: after.at, afterId: after.id },
    });
    if (!row?.at || !row.id) return { replayed: 0 };
    const next = { at: row.at, id: row.id };
    return { replayed: row.replayed, ...(row.replayed === range.limit && { next }) };
  }

  /** Oldest first, those that are not missing too: their number bounds the work of a request. */
  events(
    tx: Tx,
    range: RangeParams,
    types: readonly string[],
    after: KeysetCursor = START,
  ): Promise<ReplayableEvent[]> {
    return tx.run(nextEvents, { ...range, types, afterAt: after.at, afterId: after.id });
  }
}
