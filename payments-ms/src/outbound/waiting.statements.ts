import { statement } from '@orderwire/platform';

/** Named at most; all others are of the same kind. */
const NAMED = 1_000;

/** Events that should long have been worked off: older than an hour, or tried 12 times, which takes half an hour. */
export const stuckEvents = statement<{
  id: string;
  type: string;
  object_id: string | null;
  received_at: Date;
  tries: number;
  error: string | null;
}>(
  'reconcile.stuck_events',
  `SELECT id, type, object_id, received_at, tries, error FROM stripe_events
   WHERE processed_at IS NULL AND (received_at < now() - interval '1 hour' OR tries >= 12)
   ORDER BY received_at LIMIT ${NAMED}`,
);

/** An order that more than one payment pays, and whether these were announced a second time before. */
export type PaidTwice = { order_id: string; ids: string[]; told_again: boolean };

/** Payments of a span ($1 up to, and without, $2) that were announced more than an hour ago, and beside which another one stands. */
export const paidTwice = statement<PaidTwice>(
  'reconcile.paid_twice',
  `SELECT order_id, (SELECT array_agg(a.id ORDER BY a.id) FROM payments a
     WHERE a.order_id = p.order_id AND a.status = 'succeeded' AND a.rejected_because IS NULL) AS ids,
     announced_at > created_at AS told_again
   FROM payments p
   WHERE paid_at >= $1 AND paid_at < $2 AND status = 'succeeded' AND rejected_because IS NULL
     AND announced_at < now() - interval '1 hour'
     AND EXISTS (SELECT FROM payments o WHERE o.order_id = p.order_id AND o.id <> p.id
       AND o.status = 'succeeded' AND o.rejected_because IS NULL)
   ORDER BY order_id LIMIT ${NAMED}`,
);

/** Refunds that Stripe has not made for an hour, or that are on their way to a bank for two weeks. */
export const stuckRefunds = statement<{
  id: string;
  payment_id: string;
  status: 'requested' | 'pending';
  requested_at: Date;
  tries: number;
  error: string | null;
}>(
  'reconcile.stuck_refunds',
  `SELECT id, payment_id, status, requested_at, tries, error FROM refunds
   WHERE status IN ('requested', 'pending')
     AND requested_at < now() - CASE status WHEN 'requested' THEN interval '1 hour' ELSE interval '14 days' END
   ORDER BY requested_at, id LIMIT ${NAMED}`,
);
