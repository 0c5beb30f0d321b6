import { statement } from '@orderwire/platform';

/** Which of these events are stored. */
export const knownEvents = statement<{ id: string }>(
  'reconcile.known_events',
  `SELECT id FROM stripe_events WHERE id = ANY($1::text[])`,
);

/** Objects of which a stored event still waits for the worker. */
export const waitingObjects = statement<{ object_id: string }>(
  'reconcile.waiting_objects',
  `SELECT DISTINCT object_id FROM stripe_events WHERE processed_at IS NULL AND object_id = ANY($1::text[])`,
);

/** How much the worker has before it. */
export const backlogOfEvents = statement<{ count: number; age: number }>(
  'reconcile.backlog',
  `SELECT count(*)::int AS count, COALESCE(extract(epoch FROM now() - min(received_at)), 0)::float AS age
   FROM stripe_events WHERE processed_at IS NULL`,
);

/** Which of these events the worker has not worked off. */
export const waitingEvents = statement<{ id: string }>(
  'reconcile.waiting_events',
  `SELECT id FROM stripe_events WHERE processed_at IS NULL AND id = ANY($1::text[])`,
);

export interface UnsettledRow {
  order_id: string;
  attempt: number;
  status: 'opening' | 'open' | 'complete' | 'expired' | 'failed';
  stripe_id: string | null;
  keyed_at: Date;
  expires_at: Date;
}

/** Sessions whose time is over, or that were closed or completed, and whose end we have not heard of; after $1, $2, $3. */
export const unsettledSessions = statement<UnsettledRow>(
  'reconcile.unsettled',
  `SELECT order_id, attempt, status, stripe_id, keyed_at, expires_at FROM payment_sessions
   WHERE settled_at IS NULL AND status IN ('opening', 'open', 'complete', 'expired', 'failed')
     AND (status IN ('complete', 'expired', 'failed') OR expires_at < now())
     AND (expires_at, order_id, attempt) > ($1::timestamptz, $2::uuid, $3::int)
   ORDER BY expires_at, order_id, attempt LIMIT $4`,
);

/** Which of these sessions ($1 orders, $2 attempts) have ended. */
export const settledSessions = statement<{ order_id: string; attempt: number }>(
  'reconcile.settled',
  `SELECT s.order_id, s.attempt FROM payment_sessions s
   JOIN unnest($1::uuid[], $2::int[]) AS d(order_id, attempt) USING (order_id, attempt)
   WHERE s.settled_at IS NOT NULL`,
);

/** Closes a session that was never made at Stripe. */
export const closeUnmade = statement<{ attempt: number }>(
  'reconcile.close_unmade',
  `UPDATE payment_sessions SET status = 'expired', settled_at = now(), request = NULL
   WHERE order_id = $1 AND attempt = $2 AND stripe_id IS NULL AND settled_at IS NULL
     AND status IN ('opening', 'expired') AND keyed_at = $3
   RETURNING attempt`,
);

export interface PaymentRow {
  id: string;
  order_id: string;
  amount: string;
  currency: string;
  paid_at: Date;
}

export const paymentsById = statement<PaymentRow>(
  'reconcile.payments',
  `SELECT id, order_id, amount, currency, paid_at FROM payments WHERE id = ANY($1::text[])`,
);

/** Payments of a span ($1 up to, and without, $2), after $3, $4. */
export const paymentsBetween = statement<PaymentRow>(
  'reconcile.payments_between',
  `SELECT id, order_id, amount, currency, paid_at FROM payments
   WHERE paid_at >= $1 AND paid_at < $2 AND (paid_at, id) > ($3::timestamptz, $4::text)
   ORDER BY paid_at, id LIMIT $5`,
);

/** Money of a span that pays nothing and is not on its way back, nor was taken back by the shopper's bank. */
export const keptForNothing = statement<{ id: string; order_id: string; kept: string; currency: string }>(
  'reconcile.kept_for_nothing',
  `SELECT id, order_id, amount - refunded AS kept, currency FROM payments
   WHERE paid_at >= $1 AND paid_at < $2 AND refunded < amount
     AND (rejected_because IS NOT NULL OR status = 'amount_mismatch')
     AND NOT EXISTS (SELECT FROM disputes WHERE payment_id = payments.id AND stage IN ('opened', 'lost'))
   ORDER BY paid_at, id LIMIT $3`,
);

/** Whether an attempt of an order is ours. */
export const knownSession = statement<{ attempt: number }>(
  'reconcile.known_session',
  `SELECT attempt FROM payment_sessions WHERE order_id = $1 AND attempt = $2`,
);

/** Which of these orders we have sessions of. */
export const knownOrders = statement<{ order_id: string }>(
  'reconcile.known_orders',
  `SELECT DISTINCT order_id FROM payment_sessions WHERE order_id = ANY($1::uuid[])`,
);
