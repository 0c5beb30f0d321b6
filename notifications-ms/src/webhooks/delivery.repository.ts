import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';
import type { Attempt, ClaimedDelivery, Verdict } from './attempt.js';

/** The filter of an endpoint. */
export interface Subscription {
  readonly id: string;
  readonly events: string[];
}

/** An event with the text that all its requests have. */
export interface WebhookEvent {
  readonly id: string;
  readonly type: string;
  readonly orderId: string | null;
  /** Unique; null for a type that may happen again. */
  readonly onceKey: string | null;
  readonly body: string;
}

/** One event for one endpoint. */
export interface NewDelivery extends Omit<WebhookEvent, 'id' | 'onceKey' | 'body'> {
  readonly id: string;
  readonly eventId: string;
  readonly endpointId: string;
}

type Arrays<Row> = { readonly [Field in keyof Row]: readonly Row[Field][] };

const subscriptions = statement<Subscription>(
  'webhooks.subscriptions',
  'SELECT id, events FROM webhook_endpoints WHERE enabled',
);

const insertEvents = statement<Record<string, never>, Arrays<WebhookEvent>>(
  'webhooks.insert_events',
  `INSERT INTO webhook_events (id, type, order_id, once_key, body)
   SELECT * FROM unnest((SELECT :id::text[]), (SELECT :type::text[]), (SELECT :orderId::uuid[]), (SELECT :onceKey::text[]),
     (SELECT :body::text[]))
   ON CONFLICT DO NOTHING`,
);

/** Those of events that are stored: not of one that was lost, found again, and is known by another id. */
const insertDeliveries = statement<Record<string, never>, Arrays<NewDelivery>>(
  'webhooks.insert_deliveries',
  `INSERT INTO webhook_deliveries (id, event_id, endpoint_id, type, order_id, due_at)
   SELECT d.*, now() FROM unnest((SELECT :id::uuid[]), (SELECT :eventId::text[]), (SELECT :endpointId::uuid[]),
     (SELECT :type::text[]), (SELECT :orderId::uuid[])) AS d(id, event_id, endpoint_id, type, order_id)
   WHERE EXISTS (SELECT FROM webhook_events v WHERE v.id = d.event_id)
   ON CONFLICT (event_id, endpoint_id) DO NOTHING`,
);

interface ClaimParams {
  readonly limit: number;
  readonly perEndpoint: number;
  readonly busyIds: readonly string[];
  readonly busyCounts: readonly number[];
  readonly leaseMs: number;
}

/** From this number of failures in a row an endpoint gets one request at a time, with pauses. */
const SUSPICIOUS = 3;

/**
 * Claims due deliveries of enabled endpoints for the lease; replicas never claim the same one. Each
 * endpoint gets as many as it has free requests, in a random order of endpoints: none takes the
 * turn of another.
 */
const claim = statement<ClaimedDelivery, ClaimParams>(
  'webhooks.claim',
  `WITH ready AS MATERIALIZED (
     SELECT e.id, greatest(0, CASE WHEN e.failures >= ${SUSPICIOUS} THEN 1 ELSE :perEndpoint::int END - coalesce(b.count, 0)) AS free
     FROM webhook_endpoints e
     LEFT JOIN unnest((SELECT :busyIds::uuid[]), (SELECT :busyCounts::int[])) AS b(id, count) ON b.id = e.id
     WHERE e.enabled AND (e.paused_until IS NULL OR e.paused_until <= now())
     ORDER BY random()
   ), due AS MATERIALIZED (
     SELECT d.id FROM ready r CROSS JOIN LATERAL (
       SELECT id FROM webhook_deliveries WHERE endpoint_id = r.id AND due_at <= now()
       ORDER BY due_at LIMIT r.free FOR UPDATE SKIP LOCKED) d
     LIMIT :limit
   )
   UPDATE webhook_deliveries d SET status = 'sending', attempts = d.attempts + 1, tries = d.tries + 1,
     due_at = now() + make_interval(secs => :leaseMs / 1000.0)
   FROM due, webhook_events v, webhook_endpoints e
   WHERE d.id = due.id AND v.id = d.event_id AND e.id = d.endpoint_id
   RETURNING d.id, d.event_id AS "eventId", v.body, d.endpoint_id AS "endpointId", e.url, e.secret,
     CASE WHEN e.previous_secret_until > now() THEN e.previous_secret END AS "previousSecret", d.attempts, d.tries`,
);

interface RecordParams {
  readonly id: string;
  readonly number: number;
  readonly verdict: string;
  readonly delayMs: number | null;
  readonly at: Date;
  readonly durationMs: number;
  readonly outcome: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly requestHeaders: string;
  readonly responseHeaders: string;
  readonly responseBody: string;
}

/** The log keeps this many attempts of a delivery. */
const LOGGED_ATTEMPTS = 10;

/**
 * Writes an attempt to the log and its result to the delivery, unless the lease ended and another
 * attempt has begun.
 */
const record = statement<{ failingSince: Date | null }, RecordParams>(
  'webhooks.record',
  `WITH logged AS (
     INSERT INTO webhook_attempts (delivery_id, number, at, duration_ms, outcome, status, error, request_headers,
       response_headers, response_body)
     VALUES (:id, :number, :at, :durationMs, :outcome, :status, :error, :requestHeaders::jsonb, :responseHeaders::jsonb,
       :responseBody)
     ON CONFLICT (delivery_id, number) DO NOTHING
   ), forgotten AS (
     DELETE FROM webhook_attempts WHERE delivery_id = :id AND number <= :number - ${LOGGED_ATTEMPTS}
   )
   UPDATE webhook_deliveries SET status = :verdict, last_status = :status, last_error = :error,
     due_at = now() + make_interval(secs => :delayMs::bigint / 1000.0),
     delivered_at = CASE WHEN :verdict = 'delivered' THEN now() END,
     failing_since = CASE WHEN :verdict <> 'delivered' THEN coalesce(failing_since, now()) END
   WHERE id = :id AND attempts = :number AND status = 'sending'
   RETURNING failing_since AS "failingSince"`,
);

/** The endpoint of an answer. An answer of a URL that it had before tells nothing about it. */
interface Answered {
  readonly endpointId: string;
  readonly url: string;
}

const succeeded = statement<Record<string, never>, Answered>(
  'webhooks.endpoint_succeeded',
  `UPDATE webhook_endpoints SET failures = 0, failing_since = NULL, paused_until = NULL
   WHERE id = :endpointId AND url = :url AND failures > 0`,
);

/**
 * Pauses of 1, 2, 4, … up to 300 seconds from the third failure in a row, or as Retry-After says.
 * Attempts that began before the last pause ended fail for the same reason, and are not counted.
 */
const failed = statement<{ failingSince: Date }, Answered & { at: Date; retryAfterMs: number | null }>(
  'webhooks.endpoint_failed',
  `UPDATE webhook_endpoints SET failures = CASE WHEN paused_until > :at THEN failures ELSE failures + 1 END,
     failing_since = coalesce(failing_since, now()),
     paused_until = greatest(paused_until, now() + make_interval(secs => :retryAfterMs::bigint / 1000.0),
       CASE WHEN failures + 1 >= ${SUSPICIOUS} AND (paused_until IS NULL OR paused_until <= :at)
            THEN now() + least(300, power(2, least(failures + 1 - ${SUSPICIOUS}, 9))) * interval '1 second' END)
   WHERE id = :endpointId AND url = :url RETURNING failing_since AS "failingSince"`,
);

const disable = statement<{ disabledAt: Date }, Answered & { reason: string }>(
  'webhooks.disable_endpoint',
  `UPDATE webhook_endpoints SET enabled = false, disabled_reason = :reason, disabled_at = now(), updated_at = now()
   WHERE id = :endpointId AND url = :url AND enabled RETURNING disabled_at AS "disabledAt"`,
);

/** Since when attempts fail, after a failed one; undefined when its result came too late. */
export interface RecordedFailure {
  readonly delivery: Date;
  readonly endpoint: Date;
}

/** Webhook deliveries: their queue, their attempts, and what these tell about the endpoint. */
@Injectable()
export class DeliveryRepository {
  constructor(private readonly database: Database) {}

  /** Of enabled endpoints. */
  subscriptions(tx: Tx): Promise<Subscription[]> {
    return tx.run(subscriptions);
  }

  /** Does nothing for events and deliveries that exist. */
  async queue(tx: Tx, events: readonly WebhookEvent[], deliveries: readonly NewDelivery[]): Promise<void> {
    if (events.length > 0)
      await tx.run(insertEvents, {
        id: events.map(({ id }) => id),
        type: events.map(({ type }) => type),
        orderId: events.map(({ orderId }) => orderId),
        onceKey: events.map((event) => event.onceKey),
        body: events.map(({ body }) => body),
      });
    if (deliveries.length === 0) return;
    await tx.run(insertDeliveries, {
      id: deliveries.map(({ id }) => id),
      eventId: deliveries.map(({ eventId }) => eventId),
      endpointId: deliveries.map(({ endpointId }) => endpointId),
      type: deliveries.map(({ type }) => type),
      orderId: deliveries.map(({ orderId }) => orderId),
    });
  }

  /** `busy`: requests of this process in flight, by endpoint. */
  claim(
    limit: number,
    perEndpoint: number,
    busy: ReadonlyMap<string, number>,
    leaseMs: number,
  ): Promise<ClaimedDelivery[]> {
    const [busyIds, busyCounts] = [[...busy.keys()], [...busy.values()]];
    return this.database.run(claim, { limit, perEndpoint, busyIds, busyCounts, leaseMs });
  }

  /** Since when the attempts fail, if this one was sent and failed, and its result is the newest. */
  async record(
    tx: Tx,
    { id, endpointId, url, attempts }: ClaimedDelivery,
    attempt: Attempt,
    { status: verdict, delayMs }: Verdict,
  ): Promise<RecordedFailure | undefined> {
    const { at, durationMs, outcome, status, error, requestHeaders, headers, body } = attempt;
    const [delivery] = await tx.run(record, {
      ...{ id, number: attempts, verdict, delayMs, at, durationMs, outcome, status, error },
      requestHeaders: JSON.stringify(requestHeaders),
      responseHeaders: JSON.stringify(headers),
      responseBody: body,
    });
    if (verdict === 'delivered') {
      await tx.run(succeeded, { endpointId, url });
      return undefined;
    }
    // Nothing was sent: it tells nothing about the endpoint.
    if (outcome === 'unsigned') return undefined;
    const retryAfterMs = attempt.retryAfterMs ?? null;
    const [endpoint] = await tx.run(failed, { endpointId, url, at, retryAfterMs });
    if (!delivery?.failingSince || !endpoint) return undefined;
    return { delivery: delivery.failingSince, endpoint: endpoint.failingSince };
  }

  /** When it was disabled: now. Undefined when it was disabled already, or has another URL. */
  async disableEndpoint(
    tx: Tx,
    { endpointId, url }: ClaimedDelivery,
    reason: 'gone' | 'failing',
  ): Promise<Date | undefined> {
    return (await tx.run(disable, { endpointId, url, reason }))[0]?.disabledAt;
  }
}
