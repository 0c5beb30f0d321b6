import { statement } from '@orderwire/platform';

/** Names one attempt of an order. */
export interface AttemptRow {
  order_id: string;
  attempt: number;
}

/** ON CONFLICT covers both the attempt itself and the one live session an order may have. */
export const beginSessions = statement<AttemptRow>(
  'sessions.begin',
  `INSERT INTO payment_sessions (order_id, attempt, amount, currency, idempotency_key, request, correlation_id, expires_at)
   SELECT d.* FROM unnest((SELECT $1::uuid[]), (SELECT $2::int[]), (SELECT $3::int[]), (SELECT $4::text[]),
                          (SELECT $5::text[]), (SELECT $6::text[]), (SELECT $7::text[]), (SELECT $8::timestamptz[]))
     AS d(order_id, attempt, amount, currency, idempotency_key, request, correlation_id, expires_at)
   WHERE NOT EXISTS (SELECT FROM payment_sessions n WHERE n.order_id = d.order_id AND n.attempt > d.attempt)
   ON CONFLICT DO NOTHING RETURNING order_id, attempt`,
);

export const openSessions = statement<AttemptRow>(
  'sessions.open',
  `UPDATE payment_sessions s
   SET status = 'open', stripe_id = d.stripe_id, url = d.url, expires_at = d.expires_at, request = NULL
   FROM unnest((SELECT $1::uuid[]), (SELECT $2::int[]), (SELECT $3::text[]), (SELECT $4::text[]), (SELECT $5::timestamptz[]))
     AS d(order_id, attempt, stripe_id, url, expires_at)
   WHERE s.order_id = d.order_id AND s.attempt = d.attempt AND s.status = 'opening'
   RETURNING s.order_id, s.attempt`,
);

/** Says beforehand that a session is about to be expired in favour of a newer one. */
export const replaceSession = statement<{ attempt: number }>(
  'sessions.replace',
  `UPDATE payment_sessions SET replacing = true
   WHERE order_id = $1 AND attempt = $2 AND status IN ('opening', 'open') RETURNING attempt`,
);

export const endSession = statement<{ attempt: number }>(
  'sessions.end',
  `UPDATE payment_sessions SET status = $3::session_status, stripe_id = COALESCE($4, stripe_id), request = NULL
   WHERE order_id = $1 AND attempt = $2 AND status IN ('opening', 'open') RETURNING attempt`,
);

export const rekeySession = statement<{ attempt: number }>(
  'sessions.rekey',
  `UPDATE payment_sessions SET idempotency_key = $4, keyed_at = now()
   WHERE order_id = $1 AND attempt = $2 AND idempotency_key = $3 AND status = 'opening' RETURNING attempt`,
);

export const reviveSession = statement<{ attempt: number }>(
  'sessions.revive',
  `UPDATE payment_sessions s
   SET status = 'opening', idempotency_key = $3, keyed_at = now(), request = $4, amount = $5, currency = $6, expires_at = $7
   WHERE order_id = $1 AND attempt = $2 AND status = 'rejected' AND NOT EXISTS (
     SELECT FROM payment_sessions o
     WHERE o.order_id = s.order_id AND (o.attempt > s.attempt OR o.status IN ('opening', 'open', 'complete')))
   RETURNING attempt`,
);
