import pg from 'pg';
import { whoSaysWhat } from '../../compose/who-says-what.js';
import { repositoryRoot } from '../../repository.js';
import type { SystemState } from '../../system/state-file.js';
import type { Books } from './books.js';
import { readStripe } from './read-stripe.js';

/** Rows of one service's database; counts and sums come as text, which `Number` reads. */
type Rows = <Row>(sql: string) => Promise<Row[]>;

const messagingOf = ['auth-ms', 'products-ms', 'orders-ms', 'payments-ms'] as const;

/** Reads all databases, each with its service's own role, and Stripe's API. Nothing should be moving any more. */
export async function readBooks({ services, urls }: SystemState, stripeSecret: string): Promise<Books> {
  const pools = new Map<string, pg.Pool>();
  const of = (service: string): Rows => {
    const pool = pools.get(service) ?? poolOf(services[service]?.databaseUrl);
    pools.set(service, pool);
    return async <Row>(sql: string) => (await pool.query(sql)).rows as Row[];
  };
  try {
    return {
      ...(await orderBooks(of('orders-ms'))),
      ...(await paymentBooks(of('payments-ms'))),
      ...(await stockBooks(of('products-ms'))),
      ...(await eventBooks(of)),
      reactions: whoSaysWhat(repositoryRoot, [...messagingOf]).flatMap(({ reactions }) => reactions),
      stripe: await readStripe(urls.stripe ?? '', stripeSecret),
    };
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.end()));
  }
}

function poolOf(connectionString: string | undefined): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 });
  // A pool that has ended still hears of connections that the server ends when it is stopped. Who asks hears of it from the statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function orderBooks(rows: Rows): Promise<Pick<Books, 'orders' | 'paidSteps'>> {
  return {
    orders: await rows(
      `SELECT id, status, currency, total_amount AS total, payment_id AS "paymentId", refunded_amount AS refunded, dispute FROM orders`,
    ),
    paidSteps: await rows(
      `SELECT order_id AS "orderId", count(*)::int AS times FROM timeline WHERE step = 'paid' GROUP BY order_id`,
    ),
  };
}

async function paymentBooks(
  rows: Rows,
): Promise<Pick<Books, 'payments' | 'refunds' | 'disputes' | 'unbalanced' | 'accounts' | 'waitingWebhooks'>> {
  const unbalanced = await rows<{ movement: string }>(
    `SELECT movement FROM ledger_entries GROUP BY movement, currency HAVING sum(amount) <> 0`,
  );
  const [waiting] = await rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM stripe_events WHERE processed_at IS NULL`,
  );
  return {
    payments: await rows(
      `SELECT id, order_id AS "orderId", amount::float8 AS amount, currency FROM payments`,
    ),
    refunds: await rows(
      `SELECT id, payment_id AS "paymentId", stripe_id AS "stripeId", amount::int AS amount, status FROM refunds`,
    ),
    disputes: await rows(
      `SELECT id, payment_id AS "paymentId", order_id AS "orderId", amount::float8 AS amount, stage FROM disputes`,
    ),
    unbalanced: unbalanced.map(({ movement }) => movement),
    accounts: await rows(
      `SELECT account, currency, sum(amount)::float8 AS amount FROM ledger_entries GROUP BY account, currency`,
    ),
    waitingWebhooks: waiting?.count ?? 0,
  };
}

async function stockBooks(rows: Rows): Promise<Pick<Books, 'stock' | 'stockLedger' | 'held' | 'lines'>> {
  const held = await rows<{ orderId: string }>(
    `SELECT order_id AS "orderId" FROM reservations WHERE status = 'held'`,
  );
  return {
    stock: await rows(`SELECT product_id AS "productId", available, reserved, sold::int AS sold FROM stock`),
    stockLedger: await rows(
      `SELECT product_id AS "productId", sum(d_available)::int AS available, sum(d_reserved)::int AS reserved, sum(d_sold)::int AS sold,
         coalesce(sum(d_available + d_reserved + d_sold) FILTER (WHERE movement = 'adjusted'), 0)::int AS adjusted
       FROM stock_ledger GROUP BY product_id`,
    ),
    held: held.map(({ orderId }) => orderId),
    lines: await rows(
      `SELECT order_id AS "orderId", product_id AS "productId", quantity, coalesce((SELECT sum(d_available) FROM stock_ledger AS back
         WHERE back.order_id = line.order_id AND back.product_id = line.product_id AND movement = 'returned'), 0)::int AS returned
       FROM reservation_lines AS line`,
    ),
  };
}

async function eventBooks(
  of: (service: string) => Rows,
): Promise<Pick<Books, 'events' | 'taken' | 'deadLetters'>> {
  const events: Books['events'] = [];
  const taken = new Set<string>();
  const deadLetters: string[] = [];
  for (const service of messagingOf) {
    const rows = of(service);
    events.push(
      ...(await rows<Books['events'][number]>(
        `SELECT id, subject, aggregate_id AS "aggregateId", published_at IS NOT NULL AS published FROM messaging.outbox`,
      )),
    );
    for (const { mark } of await rows<{ mark: string }>(
      `SELECT consumer || ' ' || event_id AS mark FROM messaging.inbox`,
    ))
      taken.add(mark);
    const letters = await rows<{ text: string }>(
      `SELECT consumer || ' gave up on ' || subject || ' ' || event_id || ': ' || left(reason, 200) AS text
       FROM messaging.dead_letters WHERE resolved_at IS NULL`,
    );
    deadLetters.push(...letters.map(({ text }) => text));
  }
  return { events, taken, deadLetters };
}
