import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from '@nats-io/transport-node';
import { keepAliveTransport } from '@orderwire/test-kit/shop-client';
import type { Pool } from 'pg';

const SECONDS = 3;
const CONCURRENCY = 32;

/** Operations per second of this machine with the same tools and none of our code. */
export const rawLimits = async (admin: Pool, natsUrl: string) => ({
  orderRows: await rawOrderRows(admin),
  natsRequests: await rawNats(natsUrl),
  httpRequests: await rawHttp(),
});

async function rate(once: () => Promise<unknown>): Promise<number> {
  let done = 0;
  const begin = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() - begin < SECONDS * 1_000) {
      await once();
      done++;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return Math.round(done / ((performance.now() - begin) / 1_000));
}

/**
 * Durable commits of one prepared statement: one order, two lines, one timeline row, one outbox
 * row.
 */
async function rawOrderRows(admin: Pool): Promise<number> {
  await admin.query(`
    DROP SCHEMA IF EXISTS bench_raw CASCADE; CREATE SCHEMA bench_raw;
    CREATE TABLE bench_raw.orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), status text, currency text, total int, at timestamptz DEFAULT now());
    CREATE TABLE bench_raw.lines (order_id uuid, line int, product_id uuid, name text, amount int, quantity int, PRIMARY KEY (order_id, line));
    CREATE TABLE bench_raw.timeline (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), order_id uuid, step text, details jsonb);
    CREATE TABLE bench_raw.outbox (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), position bigint GENERATED ALWAYS AS IDENTITY, payload text)`);
  const text = `
    WITH o AS (INSERT INTO bench_raw.orders (status, currency, total) VALUES ('PENDING', 'usd', $1) RETURNING id),
    l AS (INSERT INTO bench_raw.lines SELECT o.id, n, gen_random_uuid(), 'A product', $1, 1 FROM o, generate_series(1, 2) n),
    t AS (INSERT INTO bench_raw.timeline (order_id, step, details) SELECT id, 'created', '{}' FROM o)
    INSERT INTO bench_raw.outbox (payload) SELECT repeat('x', 400) FROM o`;
  const perSecond = await rate(() => admin.query({ name: 'bench.raw', text, values: [1_999] }));
  await admin.query('DROP SCHEMA bench_raw CASCADE');
  return perSecond;
}

/** NATS requests and their echoes, both in this process. */
async function rawNats(natsUrl: string): Promise<number> {
  const { username, password, host } = new URL(natsUrl);
  const connection = await connect({ servers: host, ...(username && { user: username, pass: password }) });
  connection.subscribe('bench.echo', { callback: (_, message) => void message.respond(message.data) });
  const payload = JSON.stringify({ text: 'x'.repeat(300) });
  const perSecond = await rate(() => connection.request('bench.echo', payload, { timeout: 5_000 }));
  await connection.close();
  return perSecond;
}

/** POST requests to a `node:http` echo server, both in this process. */
async function rawHttp(): Promise<number> {
  const server = createServer((request, response) => request.pipe(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const send = keepAliveTransport();
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ text: 'x'.repeat(300) });
  const perSecond = await rate(() => send({ method: 'POST', url, headers, body }));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return perSecond;
}
