import { statement } from '@orderwire/platform';
import type { HeldUpBy, Line, Order } from '../domain/order.js';
import { insertEntries } from './timeline.sql.js';

/** An order with its lines, read in one go; the lines of one that may not be seen are not read. */
export type OrderRow = Omit<Order, 'lines'> & { lines: Line[] | null };

export const findOrder = statement<OrderRow>(
  'orders.find',
  `SELECT id, status, currency, total_amount AS "totalAmount", total_items AS "totalItems", email,
     shipping_address AS "shippingAddress", customer_id AS "customerId", payment_attempt AS "paymentAttempt",
     payment_session_expires_at AS "sessionExpiresAt", created_at AS "createdAt", paid_at AS "paidAt",
     payment_id AS "paymentId", receipt_url AS "receiptUrl", assignee_id AS "assigneeId",
     refunded_amount AS "refundedAmount", dispute, held_up_by AS "heldUpBy", look_again_at AS "lookAgainAt",
     (SELECT json_agg(json_build_object('productId', product_id, 'name', name, 'unitAmount', unit_amount,
        'quantity', quantity, 'imageUrl', image_url) ORDER BY line_no)
      FROM order_lines WHERE order_id = orders.id) AS lines
   FROM orders WHERE id = $1 AND ($2 OR customer_id = $3 OR (customer_id IS NULL AND $4))`,
);

/**
 * Order, lines and first timeline entry. Gives no row when the order exists already: then nothing is written. For an account that was
 * deleted in the meantime no e-mail address is kept.
 */
export const placeOrder = statement<{ id: string; forgotten: boolean }>(
  'orders.place',
  `WITH placed AS (
     INSERT INTO orders (id, currency, total_amount, total_items, email, shipping_address, customer_id, actor,
       payment_session_expires_at, created_at, updated_at, email_key, forgotten_at)
     SELECT $1, $2, $3, $4, CASE WHEN gone.at IS NULL THEN $5::text END, $6, $7, $8, $9, $10, $10,
       CASE WHEN gone.at IS NULL THEN $16::text END, gone.at
     FROM (SELECT (SELECT forgotten_at FROM forgotten_accounts WHERE account_id = $7)) AS gone (at)
     ON CONFLICT (id) DO NOTHING RETURNING id, forgotten_at
   ), lines AS (
     INSERT INTO order_lines (order_id, line_no, product_id, name, unit_amount, quantity, image_url)
     SELECT placed.id, l.line_no, l.product_id, l.name, l.unit_amount, l.quantity, l.image_url
     FROM placed, unnest($11::uuid[], $12::text[], $13::int[], $14::int[], $15::text[])
       WITH ORDINALITY AS l (product_id, name, unit_amount, quantity, image_url, line_no)
   ), told AS (${insertEntries(17, 'WHERE EXISTS (SELECT FROM placed)')})
   SELECT id, forgotten_at IS NOT NULL AS forgotten FROM placed`,
);

/**
 * The payment link of an attempt, its timeline entry, and the answer to the Idempotency-Key (null when there is none).
 * Gives no row when the order no longer waits for this attempt: then nothing is written.
 */
export const openSession = statement<{ id: string }>(
  'orders.open_session',
  `WITH opened AS (
     UPDATE orders SET payment_session_id = $3, payment_session_expires_at = $4, updated_at = now()
     WHERE id = $1 AND status = 'PENDING' AND payment_attempt = $2 RETURNING id
   ), answered AS (
     UPDATE idempotency_keys SET reply = $7::json
     WHERE scope = $5 AND key = $6 AND reply IS NULL AND EXISTS (SELECT FROM opened)
   ), told AS (${insertEntries(8, 'WHERE EXISTS (SELECT FROM opened)')})
   SELECT id FROM opened`,
);

/** Counts one more payment link. Until it is open no session is current, so the old one's end cancels nothing. */
export const nextAttempt = statement<{ attempt: number }>(
  'orders.next_attempt',
  `UPDATE orders SET payment_attempt = payment_attempt + 1, payment_session_id = NULL, payment_session_expires_at = $2,
     held_up_by = NULL, look_again_at = NULL, updated_at = now()
   WHERE id = $1 AND status = 'PENDING' RETURNING payment_attempt AS attempt`,
);

/** Cancels an order that still waits for this attempt's money, with its timeline entries. Gives no row otherwise. */
export const cancelOrder = statement<{ id: string }>(
  'orders.cancel',
  `WITH cancelled AS (
     UPDATE orders SET status = 'CANCELLED', cancelled_at = $3, updated_at = now()
     WHERE id = $1 AND status = 'PENDING' AND payment_attempt = $2 RETURNING id
   ), told AS (${insertEntries(4, 'WHERE EXISTS (SELECT FROM cancelled)')})
   SELECT id FROM cancelled`,
);

/** Moves an order that still stands where the decision saw it, with its timeline entries. Gives no row otherwise. */
export const moveOrder = statement<{ id: string }>(
  'orders.move',
  `WITH moved AS (
     UPDATE orders SET status = $3, updated_at = now() WHERE id = $1 AND status = $2 RETURNING id
   ), told AS (${insertEntries(4, 'WHERE EXISTS (SELECT FROM moved)')})
   SELECT id FROM moved`,
);

/** Puts an order into somebody's hands, or nobody's, with its timeline entry. Gives no row when it is there already. */
export const assignOrder = statement<{ id: string }>(
  'orders.assign',
  `WITH assigned AS (
     UPDATE orders SET assignee_id = $2, updated_at = now()
     WHERE id = $1 AND assignee_id IS DISTINCT FROM $2 RETURNING id
   ), told AS (${insertEntries(3, 'WHERE EXISTS (SELECT FROM assigned)')})
   SELECT id FROM assigned`,
);

export const addEntries = statement('timeline.add', insertEntries(1));

/** Waiting orders whose payment link should long have ended and that nobody has looked at lately, the longest overdue first. */
export const overdueOrders = statement<{ id: string }>(
  'orders.overdue',
  `SELECT id FROM orders WHERE status = 'PENDING' AND payment_session_expires_at < $1
     AND (look_again_at IS NULL OR look_again_at < now())
   ORDER BY payment_session_expires_at LIMIT $2`,
);

export const countOverdue = statement<{ heldUpBy: HeldUpBy | null; orders: number }>(
  'orders.count_overdue',
  `SELECT held_up_by AS "heldUpBy", count(*)::int AS orders FROM orders
   WHERE status = 'PENDING' AND payment_session_expires_at < $1 GROUP BY held_up_by`,
);

export const holdUp = statement(
  'orders.hold_up',
  `UPDATE orders SET held_up_by = $2, look_again_at = $3, updated_at = now() WHERE id = $1 AND status = 'PENDING'`,
);
