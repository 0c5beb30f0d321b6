import { UserError } from '@orderwire/launcher/system';
import type { Client } from 'pg';
import { consumersOf, servicesWithEvents } from '../chaos/consumers.js';
import { answered } from '../chaos/retried.js';
import type { Target } from './target.js';

/** The databases that the rows of an order are stored in, as they commit: without orders, the next fill begins again. */
const stores = ['payments', 'products', 'notifications', 'invoices', 'orders'] as const;
export type Store = (typeof stores)[number];

/** Orders per statement. */
const CHUNK = 100_000;
const DAYS = 90;
const BUILD_LIMIT_MS = 60_000;
const LAST_ID = 'ffffffff-ffff-7fff-bfff-ffffffffffff';

/**
 * The stored orders from `$1` to `$2`: `id`, `at` (over the last 90 days, oldest first, as in a shop),
 * `mark`, 32 random digits, and `timed`, 24 that begin with the time, as the ids of payments and charges do. `$3`
 * distinguishes several fills, `$4` is their number of orders, `$5` the time. Each database computes the
 * same ones. No row is wider than those of real orders, which would otherwise fill the room that is left in
 * all pages: a page read and written per row.
 */
const numbered = `
  numbered AS (
    SELECT n, md5($3::text || n) AS mark, $5::timestamptz - ${DAYS} * interval '1 day' * (1 - n / $4::float8) AS at
    FROM generate_series($1::int, $2::int) AS n),
  ids AS MATERIALIZED (
    SELECT n, at, mark, left(to_hex(extract(epoch FROM at)::bigint) || mark, 24) AS timed,
      (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || left(mark, 3) || '8' || right(mark, 15))::uuid AS id
    FROM numbered)`;

/** One of 1,000 products. */
const product = `('00000000-0000-7000-8000-' || lpad(to_hex((2 * n + line) % 1000), 12, '0'))::uuid`;

/** Rows that are deleted after so many days exist for the newest orders only. */
const newest = (days: number) => `ids WHERE at > now() - interval '${days} days'`;

const outbox = `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers, published_at)
  SELECT uuidv7(), 'order.paid', id, repeat('x', 300), '{}', now() FROM ${newest(21)}`;
const inbox = `INSERT INTO messaging.inbox (consumer, event_id) SELECT 'stored', uuidv7()::text FROM ${newest(37)}`;

/** Statements that insert the rows of orders, after `numbered`, by database. */
export const inserts: Record<Store, readonly string[]> = {
  orders: [
    `INSERT INTO orders (id, status, currency, total_amount, total_items, customer_id, actor, payment_session_id,
       payment_session_expires_at, payment_id, receipt_url, created_at, paid_at, paid_recorded_at)
     SELECT id, 'PAID', 'usd', 3998, 2, md5(mark)::uuid, jsonb_build_object('role', 'customer', 'id', md5(mark)::uuid),
       'cs_stored_' || mark, at, 'pi_stored_' || timed, 'https://example.com/receipt', at, at, at FROM ids`,
    `INSERT INTO order_lines (order_id, line_no, product_id, name, unit_amount, quantity)
     SELECT id, line, ${product}, 'A stored product', 1999, 1 FROM ids, generate_series(1, 2) AS line`,
    `INSERT INTO timeline (id, order_id, at, step, cause, correlation_id, message)
     SELECT (left(id::text, 35) || step)::uuid, id, at + step * interval '1 second', 'created', 'bench', id::text, 'A stored step'
     FROM ids, generate_series(1, 4) AS step`,
    outbox,
    inbox,
  ],
  // Paid longer ago than any scheduled reconciliation compares (400 days): Stripe does not have them.
  payments: [
    `INSERT INTO payment_sessions (order_id, attempt, status, stripe_id, amount, currency, idempotency_key, correlation_id, expires_at, settled_at)
     SELECT id, 1, 'complete', 'cs_stored_' || mark, 3998, 'usd', 'stored:' || id, 'stored', at, at FROM ids`,
    `INSERT INTO stripe_events (id, type, livemode, payload, processed_at, outcome)
     SELECT 'evt_stored_' || timed, 'checkout.session.completed', false, repeat('x', 2000), now(), 'succeeded' FROM ${newest(30)}`,
    `INSERT INTO payments (id, order_id, session_id, amount, currency, charge_id, paid_at, status)
     SELECT 'pi_stored_' || timed, id, 'cs_stored_' || mark, 3998, 'usd', 'ch_stored_' || timed, now() - interval '500 days', 'succeeded' FROM ids`,
    `INSERT INTO ledger_entries (movement, account, currency, amount, order_id, payment_id, at)
     SELECT 'capture:pi_stored_' || timed, account, 'usd', amount, id, 'pi_stored_' || timed, now() - interval '500 days'
     FROM ids, (VALUES ('captured', -3998), ('receivable', 3998)) AS entries (account, amount)`,
    outbox,
  ],
  products: [
    `INSERT INTO reservations (order_id, status, expires_at, settled_at) SELECT id, 'sold', at, at FROM ids`,
    `INSERT INTO reservation_lines (order_id, product_id, quantity)
     SELECT id, ${product}, 1 FROM ids, generate_series(1, 2) AS line`,
    `INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT ${product}, movement, available, reserved, sold, id
     FROM ids, generate_series(1, 2) AS line, (VALUES ('held', -1, 1, 0), ('sold', 0, -1, 1)) AS moved (movement, available, reserved, sold)`,
    inbox,
  ],
  // A paid order without a message or an invoice would get one now.
  notifications: [
    `INSERT INTO messages (id, kind, subject_id, order_id, status, event_id, correlation_id, occurred_at, sent_at)
     SELECT id, 'payment_received', id, id, 'sent', id, 'stored', at, at FROM ids`,
  ],
  invoices: [
    `INSERT INTO documents (id, kind, subject_id, order_id, occurred_at, correlation_id, due_at)
     SELECT id, 'invoice', id, id, at, 'stored', NULL FROM ids`,
  ],
};

/** The tables that {@link inserts} write to. */
export const tablesOf = (store: Store): string[] =>
  inserts[store].map((sql) => /INSERT INTO ([\w.]+)/.exec(sql)?.[1] ?? '');

/** Indexes that a table works without while rows are inserted: those of no constraint, and of no partition. */
const secondaryIndexes = `
  SELECT i.indexrelid::regclass::text AS name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') AS definition
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = ANY ($1::regclass[]) AND NOT i.indisunique AND NOT i.indisexclusion AND NOT c.relispartition`;

/**
 * Inserts old PAID orders until there are `wanted`; resolves with the number of orders. All databases
 * commit at the end: interrupted, it leaves nothing. Secondary indexes are built at the end, which is
 * faster than a change of each per row. Meanwhile statements of the services on these tables fail after 3
 * seconds.
 */
export async function fillTo(
  target: Pick<Target, 'databases' | 'superuser'>,
  wanted: number,
  log: (line: string) => void,
): Promise<number> {
  const counted = await target.databases.orders.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM orders',
  );
  const stored = counted.rows[0]?.count ?? 0;
  const missing = wanted - stored;
  if (missing <= 0) return stored;
  await whenReadModelsAreBuilt(target);
  const began = performance.now();
  const at = new Date().toISOString();
  const fill = `${stored} of ${wanted} at ${at}`;
  const clients = stores.map((store) => ({ store, client: target.superuser(`${store}-ms`) }));
  try {
    await Promise.all(
      clients.map(({ store, client }) => insertOrders(client, store, { missing, fill, at }, log)),
    );
    await skipStoredFacts(target);
    for (const { client } of clients) await client.query('COMMIT');
    // As autovacuum would during the measurement.
    await Promise.all(
      clients.map(async ({ store, client }) => {
        for (const table of new Set(tablesOf(store))) await client.query(`VACUUM (ANALYZE) ${table}`);
      }),
    );
  } finally {
    await Promise.all(clients.map(({ client }) => client.end()));
  }
  log(`${missing} orders stored in ${Math.round((performance.now() - began) / 1_000)} s`);
  return wanted;
}

/** Inserts the rows of one database, without triggers and foreign keys, in a transaction that it leaves open. */
async function insertOrders(
  client: Client,
  store: Store,
  { missing, fill, at }: { missing: number; fill: string; at: string },
  log: (line: string) => void,
): Promise<void> {
  await client.connect();
  await client.query(`SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
    SET synchronous_commit = off; SET wal_compression = off; SET jit = off; SET maintenance_work_mem = '512MB'; SET session_replication_role = replica`);
  const tables = [...new Set(tablesOf(store))];
  await client.query('BEGIN');
  // In the order of the services, which would otherwise wait for each other with this.
  await client.query(`LOCK TABLE ${tables.join()} IN ACCESS EXCLUSIVE MODE`);
  const indexes = await client.query<{ name: string; definition: string }>(secondaryIndexes, [tables]);
  for (const { name } of indexes.rows) await client.query(`DROP INDEX ${name}`);
  for (let from = 1; from <= missing; from += CHUNK) {
    const to = Math.min(from + CHUNK - 1, missing);
    for (const insert of inserts[store])
      await client.query(`WITH ${numbered} ${insert}`, [from, to, fill, missing, at]);
    if (to % (5 * CHUNK) === 0) log(`  ${store}: ${to} of ${missing} orders`);
  }
  for (const { definition } of indexes.rows) await client.query(definition);
}

/**
 * Services look for lost events among newer facts only: they would apply the stored orders one by one, during
 * the measurement.
 */
async function skipStoredFacts({ superuser }: Pick<Target, 'superuser'>): Promise<void> {
  const position = Buffer.from(`${new Date().toISOString()}_${LAST_ID}`).toString('base64url');
  for (const service of servicesWithEvents)
    await connected(superuser(service), (client) =>
      client.query(skipFacts, [consumersOf([service]).map(({ durable }) => durable), position]),
    );
}

/** A new system builds its read models within seconds; a build that has not ended would read the stored orders. */
async function whenReadModelsAreBuilt({ superuser }: Pick<Target, 'superuser'>): Promise<void> {
  const isBuilt = await connected(superuser('insights-ms'), (client) =>
    answered(BUILD_LIMIT_MS, async () => {
      const { rows } = await client.query('SELECT FROM generations WHERE built_at IS NULL');
      return rows.length === 0 || undefined;
    }),
  );
  if (!isBuilt)
    throw new UserError('insights-ms still builds its read models: wait until it has, then store orders.');
}

async function connected<Result>(client: Client, work: (client: Client) => Promise<Result>): Promise<Result> {
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const skipFacts = `
  INSERT INTO messaging.fact_checks (consumer, position) SELECT unnest($1::text[]), $2
  ON CONFLICT (consumer) DO UPDATE SET position = excluded.position`;
