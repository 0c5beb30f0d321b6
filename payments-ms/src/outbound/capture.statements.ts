import { statement } from '@orderwire/platform';

/** Captured money as it was announced. */
export interface CaptureRow {
  id: string;
  order_id: string;
  session_id: string;
  amount: string;
  currency: string;
  receipt_url: string | null;
  paid_at: Date;
  created_at: Date;
  status: 'succeeded' | 'amount_mismatch';
  correlation_id: string | null;
}

/** An order's money that was not sent back on orders-ms's word. */
const STANDING = `order_id = $1 AND (status = 'amount_mismatch' OR rejected_because IS NULL)`;

/** An order's captured money, and whether it was announced more than $2 seconds ago. */
export const capturesOfOrder = statement<{ session_id: string; exact: boolean; quiet: boolean }>(
  'captures.of_order',
  `SELECT session_id, status = 'succeeded' AS exact, announced_at < now() - make_interval(secs => $2) AS quiet
   FROM payments WHERE ${STANDING}`,
);

/** Notes that an order's money is announced now, unless it was within the last $2 seconds: of several callers one gets the rows. */
export const announceCaptures = statement<CaptureRow>(
  'captures.announce',
  `WITH quiet AS MATERIALIZED (
     SELECT id FROM payments WHERE ${STANDING} AND announced_at < now() - make_interval(secs => $2)
     ORDER BY id FOR UPDATE
   )
   UPDATE payments p SET announced_at = now() FROM quiet WHERE p.id = quiet.id
   RETURNING p.id, p.order_id, p.session_id, p.amount, p.currency, p.receipt_url, p.paid_at, p.created_at, p.status,
     (SELECT s.correlation_id FROM payment_sessions s WHERE s.order_id = p.order_id
      ORDER BY s.stripe_id = p.session_id DESC NULLS LAST LIMIT 1) AS correlation_id`,
);
