import type { Target } from './target.js';

const CHUNK = 10_000;

const intoOrders = `
  WITH fresh AS (
    INSERT INTO orders (id, status, currency, total_amount, total_items, customer_id, actor, payment_session_id,
                        payment_session_expires_at, payment_id, receipt_url, created_at, paid_at)
    SELECT uuidv7(-interval '90 days' * random()), 'PAID', 'usd', 3998, 2, customer, jsonb_build_object('role', 'customer', 'id', customer),
           'cs_stored_' || gen_random_uuid(), now(), 'pi_stored_' || gen_random_uuid(), 'https://example.com/receipt',
           now() - random() * interval '90 days', now()
    FROM (SELECT gen_random_uuid() AS customer FROM generate_series(1, $1::int)) AS customers RETURNING id, created_at),
  lines AS (
    INSERT INTO order_lines (order_id, line_no, product_id, name, unit_amount, quantity)
    SELECT fresh.id, n, gen_random_uuid(), 'A stored product', 1999, 1 FROM fresh, generate_series(1, 2) n),
  steps AS (
    INSERT INTO timeline (id, order_id, at, step, cause, message)
    SELECT gen_random_uuid(), fresh.id, fresh.created_at + n * interval '1 second', 'created', 'bench', 'A stored step'
    FROM fresh, generate_series(1, 4) n)
  SELECT id FROM fresh`;

const intoOutbox = `
  INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers, published_at)
  SELECT uuidv7(), 'order.paid', id, repeat('x', 300), '{}', now() FROM unnest($1::text[]) AS id`;
const intoInbox = `
  INSERT INTO messaging.inbox (consumer, event_id) SELECT $2, uuidv7() FROM unnest($1::text[]) AS id`;

/** Paid longer ago than any scheduled reconciliation compares (400 days): Stripe does not have them. */
const intoPayments = `
  WITH ids AS (SELECT id, gen_random_uuid() AS mark FROM unnest($1::uuid[]) AS id),
  sessions AS (
    INSERT INTO payment_sessions (order_id, attempt, status, stripe_id, amount, currency, idempotency_key, correlation_id, expires_at, settled_at)
    SELECT id, 1, 'complete', 'cs_stored_' || mark, 3998, 'usd', 'stored:' || mark, 'stored', now(), now() FROM ids),
  events AS (
    INSERT INTO stripe_events (id, type, livemode, payload, processed_at, outcome)
    SELECT 'evt_stored_' || mark, 'checkout.session.completed', false, repeat('x', 2000), now(), 'succeeded' FROM ids)
  INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
  SELECT 'pi_stored_' || mark, id, 'cs_stored_' || mark, 3998, 'usd', now() - interval '500 days', 'succeeded' FROM ids`;

const intoProducts = `
  WITH reserved AS (
    INSERT INTO reservations (order_id, status, expires_at, settled_at)
    SELECT id, 'sold', now(), now() FROM unnest($1::uuid[]) AS id RETURNING order_id),
  lines AS (
    INSERT INTO reservation_lines (order_id, product_id, quantity)
    SELECT order_id, gen_random_uuid(), 1 FROM reserved, generate_series(1, 2) RETURNING order_id, product_id)
  INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
  SELECT product_id, movement, available, reserved, sold, order_id
  FROM lines, (VALUES ('held', -1, 1, 0), ('sold', 0, -1, 1)) AS moved (movement, available, reserved, sold)`;

/** Their payments had their mails long ago: a paid order without a message would get one now. */
const intoMessages = `
  INSERT INTO messages (id, kind, subject_id, order_id, status, event_id, correlation_id, occurred_at, sent_at)
  SELECT gen_random_uuid(), 'payment_received', id, id, 'sent', gen_random_uuid(), 'stored', now(), now() FROM unnest($1::uuid[]) AS id`;

/** Nor do they need an invoice now. */
const intoDocuments = `
  INSERT INTO documents (id, kind, subject_id, order_id, occurred_at, correlation_id, due_at)
  SELECT gen_random_uuid(), 'invoice', id, id, now(), 'stored', NULL FROM unnest($1::uuid[]) AS id`;

/**
 * Inserts old PAID orders with their rows in every service until there are `wanted`. Returns the
 * number of orders.
 */
export async function fillTo(
  { orders, payments, products, notifications, invoices }: Omit<Target['databases'], 'admin' | 'shipping'>,
  wanted: number,
  log: (line: string) => void,
): Promise<number> {
  const counted = await orders.query<{ count: number }>('SELECT count(*)::int AS count FROM orders');
  let stored = counted.rows[0]?.count ?? 0;
  while (stored < wanted) {
    const chunk = Math.min(CHUNK, wanted - stored);
    const { rows } = await orders.query<{ id: string }>(intoOrders, [chunk]);
    const ids = rows.map(({ id }) => id);
    for (const pool of [orders, payments]) await pool.query(intoOutbox, [ids]);
    await orders.query(intoInbox, [ids, 'stored_orders']);
    await products.query(intoInbox, [ids, 'stored_products']);
    await payments.query(intoPayments, [ids]);
    await products.query(intoProducts, [ids]);
    await notifications.query(intoMessages, [ids]);
    await invoices.query(intoDocuments, [ids]);
    stored += chunk;
    log(`  ${stored} of ${wanted} orders stored`);
  }
  return stored;
}
