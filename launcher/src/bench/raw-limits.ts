import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from '@nats-io/transport-node';
import type { Pool } from 'pg';
import { send } from './http-client.js';

/** What this machine can do with the same tools and nothing of ours, in operations per second. */
export interface RawLimits {
  /** One order, two lines, one timeline row, one outbox row: one prepared statement with pg, committed durably. */
  orderRows: number;
  /** A bare NATS request answered by an echo, both in this process. */
  natsRequests: number;
  /** A bare node:http POST answered with its own body, both in this process. */
  httpRequests: number;
}

const SECONDS = 3;
const CONCURRENCY = 32;

export async function rawLimits(admin: Pool, natsUrl: string): Promise<RawLimits> {
  return {
    orderRows: await rawOrderRows(admin),
    natsRequests: await rawNats(natsUrl),
    httpRequests: await rawHttp(),
  };
}

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

/** The same rows an order has, in tables of their own. */
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

async function rawNats(natsUrl: string): Promise<number> {
  const { username, password, host } = new URL(natsUrl);
  const connection = await connect({ servers: host, ...(username && { user: username, pass: password }) });
  connection.subscribe('bench.echo', { callback: (_, message) => void message.respond(message.data) });
  const payload = JSON.stringify({ text: 'x'.repeat(300) });
  const perSecond = await rate(() => connection.request('bench.echo', payload, { timeout: 5_000 }));
  await connection.close();
  return perSecond;
}

async function rawHttp(): Promise<number> {
  const server = createServer((request, response) => request.pipe(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const perSecond = await rate(() => send('POST', url, { text: 'x'.repeat(300) }));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return perSecond;
}
