import type { SystemState } from '@orderwire/launcher/system';
import pg from 'pg';
import { consumersOf } from '../consumers.js';
import { readStripe } from './read-stripe.js';
import type { AuditSnapshot } from './snapshot.js';

/** Runs a statement in one service's database. Counts and sums without a cast arrive as text. */
type Query = <Row>(sql: string) => Promise<Row[]>;

const servicesWithEvents = ['auth-ms', 'products-ms', 'orders-ms', 'payments-ms'] as const;

/**
 * Reads all databases, each with its service's role, and Stripe's API. The system must be
 * quiescent.
 */
export async function readSnapshot(
  { services, urls }: SystemState,
  stripeSecret: string,
): Promise<AuditSnapshot> {
  const pools = new Map<string, pg.Pool>();
  const queryIn = (service: string): Query => {
    const pool = pools.get(service) ?? poolFor(services[service]?.databaseUrl);
    pools.set(service, pool);
    return async <Row>(sql: string) => (await pool.query(sql)).rows as Row[];
  };
  try {
    return {
      ...(await readOrders(queryIn('orders-ms'))),
      ...(await readPayments(queryIn('payments-ms'))),
      ...(await readStock(queryIn('products-ms'))),
      ...(await readEvents(queryIn)),
      consumers: consumersOf(servicesWithEvents),
      stripe: await readStripe(urls.stripe ?? '', stripeSecret),
    };
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.end()));
  }
}

function poolFor(connectionString: string | undefined): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 });
  // The server ends idle connections when it stops. Queries reject by themselves.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const readOrders = async (query: Query): Promise<Pick<AuditSnapshot, 'orders' | 'paidEntries'>> => ({
  orders: await query(
    `SELECT id, status, currency, total_amount AS total, payment_id AS "paymentId", refunded_amount AS refunded, dispute FROM orders`,
  ),
  paidEntries: await query(
    `SELECT order_id AS "orderId", count(*)::int AS times FROM timeline WHERE step = 'paid' GROUP BY order_id`,
  ),
});

type PaymentPart =
  'payments' | 'refunds' | 'disputes' | 'unbalancedMovements' | 'accounts' | 'unprocessedWebhooks';

async function readPayments(query: Query): Promise<Pick<AuditSnapshot, PaymentPart>> {
  const unbalanced = await query<{ movement: string }>(
    `SELECT movement FROM ledger_entries GROUP BY movement, currency HAVING sum(amount) <> 0`,
  );
  const [unprocessed] = await query<{ count: number }>(
    `SELECT count(*)::int AS count FROM stripe_events WHERE processed_at IS NULL`,
  );
  return {
    payments: await query(
      `SELECT id, order_id AS "orderId", amount::float8 AS amount, currency FROM payments`,
    ),
    refunds: await query(
      `SELECT id, payment_id AS "paymentId", stripe_id AS "stripeId", amount::int AS amount, status FROM refunds`,
    ),
    disputes: await query(
      `SELECT id, payment_id AS "paymentId", order_id AS "orderId", amount::float8 AS amount, stage FROM disputes`,
    ),
    unbalancedMovements: unbalanced.map(({ movement }) => movement),
    accounts: await query(
      `SELECT account, currency, sum(amount)::float8 AS amount FROM ledger_entries GROUP BY account, currency`,
    ),
    unprocessedWebhooks: unprocessed?.count ?? 0,
  };
}

type StockPart = 'stock' | 'stockLedger' | 'openReservations' | 'lines';

async function readStock(query: Query): Promise<Pick<AuditSnapshot, StockPart>> {
  const open = await query<{ orderId: string }>(
    `SELECT order_id AS "orderId" FROM reservations WHERE status = 'held'`,
  );
  return {
    stock: await query(`SELECT product_id AS "productId", available, reserved, sold::int AS sold FROM stock`),
    stockLedger: await query(
      `SELECT product_id AS "productId", sum(d_available)::int AS available, sum(d_reserved)::int AS reserved, sum(d_sold)::int AS sold,
         coalesce(sum(d_available + d_reserved + d_sold) FILTER (WHERE movement = 'adjusted'), 0)::int AS adjusted
       FROM stock_ledger GROUP BY product_id`,
    ),
    openReservations: open.map(({ orderId }) => orderId),
    lines: await query(
      `SELECT order_id AS "orderId", product_id AS "productId", quantity, coalesce((SELECT sum(d_available) FROM stock_ledger AS back
         WHERE back.order_id = line.order_id AND back.product_id = line.product_id AND movement = 'returned'), 0)::int AS returned
       FROM reservation_lines AS line`,
    ),
  };
}

async function readEvents(
  queryIn: (service: string) => Query,
): Promise<Pick<AuditSnapshot, 'events' | 'consumed' | 'deadLetters'>> {
  const events: AuditSnapshot['events'] = [];
  const consumed = new Set<string>();
  const deadLetters: string[] = [];
  for (const service of servicesWithEvents) {
    const query = queryIn(service);
    const published = await query<AuditSnapshot['events'][number]>(
      `SELECT id, subject, aggregate_id AS "aggregateId", published_at IS NOT NULL AS published FROM messaging.outbox`,
    );
    for (const event of published) events.push(event);
    const inbox = await query<{ entry: string }>(
      `SELECT consumer || ' ' || event_id AS entry FROM messaging.inbox`,
    );
    for (const { entry } of inbox) consumed.add(entry);
    const letters = await query<{ text: string }>(
      `SELECT consumer || ' gave up on ' || subject || ' ' || event_id || ': ' || left(reason, 200) AS text
       FROM messaging.dead_letters WHERE resolved_at IS NULL`,
    );
    deadLetters.push(...letters.map(({ text }) => text));
  }
  return { events, consumed, deadLetters };
}
