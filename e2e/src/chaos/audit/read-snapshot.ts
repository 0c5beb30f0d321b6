import { consumersOf, servicesWithEvents } from '../consumers.js';
import { isLost } from '../faults/lost-events.js';
import { readMails } from '../mails.js';
import { queryService } from '../query-service.js';
import type { TestBed } from '../test-bed.js';
import { isBlocked, readLabels } from './read-labels.js';
import { readStripe } from './read-stripe.js';
import type { AuditSnapshot } from './snapshot.js';

const parcel = `id, order_id AS "orderId", status, due_at IS NOT NULL AS due, ${isBlocked} AS blocked, problem`;

/** Reads the databases of all services, Stripe's API, and the mailbox. The system must be quiescent. */
export async function readSnapshot({ system, shop }: TestBed): Promise<AuditSnapshot> {
  const read = async <Row extends object>(services: readonly string[], sql: string): Promise<Row[]> =>
    (await Promise.all(services.map((one) => queryService<Row>(system.state, one, sql)))).flat();
  const readTexts = async (services: readonly string[], sql: string): Promise<string[]> =>
    (await read<{ text: string }>(services, sql)).map(({ text }) => text);

  const [orders, payments, products] = [['orders-ms'], ['payments-ms'], ['products-ms']] as const;
  const { mails, complete: hasAllMails } = await readMails(shop.mailbox);
  return {
    orders: await read(
      orders,
      `SELECT id, status, currency, total_amount::float8 AS total, payment_id AS "paymentId", refunded_amount::float8 AS refunded, dispute, fraud_warning AS "fraudWarning", review, shipping_address IS NOT NULL AS "hasAddress" FROM orders`,
    ),
    paidEntries: await read(
      orders,
      `SELECT order_id AS "orderId", count(*)::int AS times FROM timeline WHERE step = 'paid' GROUP BY order_id`,
    ),
    payments: await read(
      payments,
      `SELECT id, order_id AS "orderId", amount::float8 AS amount, currency FROM payments`,
    ),
    refunds: await read(
      payments,
      `SELECT id, payment_id AS "paymentId", stripe_id AS "stripeId", amount::float8 AS amount, status FROM refunds`,
    ),
    disputes: await read(
      payments,
      `SELECT id, payment_id AS "paymentId", amount::float8 AS amount, stage FROM disputes`,
    ),
    unbalancedMovements: await readTexts(
      payments,
      `SELECT movement AS text FROM ledger_entries GROUP BY movement, currency HAVING sum(amount) <> 0`,
    ),
    accounts: await read(
      payments,
      `SELECT account, currency, sum(amount)::float8 AS amount FROM ledger_entries GROUP BY account, currency`,
    ),
    unprocessedWebhooks: await readTexts(
      payments,
      `SELECT id AS text FROM stripe_events WHERE processed_at IS NULL`,
    ),
    stock: await read(
      products,
      `SELECT product_id AS "productId", available, reserved, sold::int AS sold FROM stock`,
    ),
    stockLedger: await read(
      products,
      `SELECT product_id AS "productId", sum(d_available)::int AS available, sum(d_reserved)::int AS reserved, sum(d_sold)::int AS sold,
         coalesce(sum(d_available + d_reserved + d_sold) FILTER (WHERE movement = 'adjusted'), 0)::int AS adjusted
       FROM stock_ledger GROUP BY product_id`,
    ),
    openReservations: await readTexts(
      products,
      `SELECT order_id AS text FROM reservations WHERE status = 'held'`,
    ),
    lines: await read(
      products,
      `SELECT order_id AS "orderId", product_id AS "productId", quantity, coalesce((SELECT sum(d_available) FROM stock_ledger AS back
         WHERE back.order_id = line.order_id AND back.product_id = line.product_id AND movement = 'returned'), 0)::int AS returned
       FROM reservation_lines AS line`,
    ),
    events: await read(
      servicesWithEvents,
      `SELECT id, subject, aggregate_id AS "aggregateId", published_at IS NOT NULL AS published,
         ${isLost} AS lost FROM messaging.outbox`,
    ),
    consumers: consumersOf(servicesWithEvents),
    consumed: new Set(
      await readTexts(servicesWithEvents, `SELECT consumer || ' ' || event_id AS text FROM messaging.inbox`),
    ),
    deadLetters: await readTexts(
      servicesWithEvents,
      `SELECT consumer || ' gave up on ' || subject || ' ' || event_id || ': ' || left(reason, 200) AS text
       FROM messaging.dead_letters WHERE resolved_at IS NULL`,
    ),
    messages: await read(
      ['notifications-ms'],
      `SELECT id, kind, order_id AS "orderId", status, last_error AS reason,
         status = 'queued' AND (due_at <= now() OR kind <> 'payment_reminder') AS due FROM messages`,
    ),
    documents: await read(
      ['invoices-ms'],
      `SELECT id, kind, order_id AS "orderId", series, position, total_amount::float8 AS total, pdf_sha256 IS NOT NULL AS stored,
         last_error AS reason FROM documents
       WHERE number IS NOT NULL OR due_at IS NOT NULL OR kind <> 'debit_note'`,
    ),
    reservedNumbers: await read(['invoices-ms'], 'SELECT series, position FROM reserved_numbers'),
    shipments: await read(['shipping-ms'], `SELECT ${parcel} FROM parcels WHERE kind = 'shipment'`),
    returns: await read(
      ['shipping-ms'],
      `SELECT ${parcel}, (SELECT sum((item->>'quantity')::int)::int FROM jsonb_array_elements(items) AS item) AS units
       FROM parcels WHERE kind = 'return'`,
    ),
    restocked: await read(
      products,
      `SELECT refund_id AS id, sum(d_available)::int AS units FROM stock_ledger WHERE movement = 'returned' GROUP BY refund_id`,
    ),
    figures: await read(
      ['insights-ms'],
      `SELECT CASE figure WHEN 'expired' THEN 'cancelled' ELSE figure END AS figure, currency, sum(count)::float8 AS count,
         sum(amount)::float8 AS amount FROM figures
       WHERE generation = (SELECT max(id) FROM generations WHERE built_at IS NOT NULL) AND unit = 'day'
         AND figure IN ('placed', 'paid', 'cancelled', 'expired', 'refunded') GROUP BY 1, 2`,
    ),
    labels: await readLabels(system.state.urls.carrier ?? ''),
    mails,
    hasAllMails,
    stripe: await readStripe(shop.stripe),
  };
}
