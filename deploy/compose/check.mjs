#!/usr/bin/env node
/**
 * Verifies the composed system from outside: the demo customer orders and pays at the sandbox, and
 * every order must become PAID, also when services are killed meanwhile. Needs Node and Docker. Exit code
 * 0 when all orders are PAID.
 *
 * node deploy/compose/check.mjs [--orders 1] [--at-once 4] [--seconds 120]
 */
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readEnvFile } from './env-file.mjs';

const number = (fallback) => ({ type: 'string', default: String(fallback) });
const values = readOptions();
const env = readSettings();
const api = `http://127.0.0.1:${env.CLIENT_GATEWAY_PORT || 3000}/api/v1`;
const sandbox = `http://127.0.0.1:${env.STRIPE_SANDBOX_PORT || 3004}`;
const key = readKey();
const json = { 'content-type': 'application/json' };
let retries = 0;
const deadline = Date.now() + values.seconds * 1_000;

const { accessToken } = await orExit(
  request('sign in', `${api}/auth/login`, {
    headers: { ...json, 'x-token-delivery': 'body' },
    body: JSON.stringify({ email: 'customer@orderwire.example', password: 'demo-customer-2026' }),
  }),
);
const authorization = `Bearer ${accessToken}`;
const { data } = await orExit(
  request('list products', `${api}/products?limit=5&available=true&currency=usd`),
);
if (data.length === 0) fail('There is no product to order: did the step demo-catalogue run?');
let next = 0;
const durations = [];
const failed = [];
await Promise.all(Array.from({ length: values['at-once'] }, placeOrders));
const sorted = durations.sort((a, b) => a - b);
console.log(
  `${durations.length} of ${values.orders} orders PAID; placed to PAID: median ${sorted[sorted.length >> 1] ?? '-'} ms, slowest ${sorted.at(-1) ?? '-'} ms; ${retries} retries`,
);
for (const line of failed) console.error(line);
process.exitCode = durations.length === values.orders ? 0 : 1;

/** The options as positive whole numbers. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: { orders: number(1), 'at-once': number(4), seconds: number(120) },
    });
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        if (!/^[1-9]\d{0,6}$/.test(value)) throw new Error(`--${name}: must be a whole number above zero`);
        return [name, Number(value)];
      }),
    );
  } catch (error) {
    return fail(error.message);
  }
}

function readSettings() {
  try {
    return readEnvFile('.env');
  } catch (error) {
    return fail(error.message);
  }
}

function readKey() {
  if (/stripe|prod/.test(env.COMPOSE_FILE ?? ''))
    fail('This check pays at the sandbox, and the composed system uses real Stripe.');
  try {
    const command = ['compose', 'exec', '-T', 'stripe-sandbox', 'cat', '/run/secrets/stripe_secret'];
    return execFileSync('docker', command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  } catch (error) {
    const reason = error.stderr?.trim() || error.message;
    return fail(`The sandbox's key cannot be read: ${reason}. Run "docker compose up --build" first.`);
  }
}

function orExit(reply) {
  return reply.catch((error) => fail(error.message));
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

async function placeOrders() {
  while (next < values.orders) {
    const n = next++;
    try {
      durations.push(await placeOrder(n));
    } catch (error) {
      failed.push(`order ${n + 1}: ${error.message}`);
    }
  }
}

async function placeOrder(n) {
  const began = Date.now();
  // Retries use the same key, so a lost response cannot create a second order.
  const { order, paymentSession } = await request('place the order', `${api}/orders`, {
    headers: { ...json, authorization, 'idempotency-key': `check-${process.pid}-${began}-${n}` },
    body: JSON.stringify({ items: [{ productId: data[n % data.length].id, quantity: 1 }] }),
  });
  await request('pay', `${sandbox}/_sandbox/checkout/sessions/${paymentSession.id}/pay`, {
    headers: { ...json, authorization: `Bearer ${key}` },
    body: JSON.stringify({ card: '4242424242424242' }),
  });
  for (let status = ''; status !== 'PAID'; await sleep(200)) {
    ({ status } = await request('read the order', `${api}/orders/${order.id}`, {
      headers: { authorization },
    }));
    if (Date.now() > deadline) throw new Error(`${order.id} is ${status}, not PAID`);
  }
  return Date.now() - began;
}

/**
 * Retries without a connection and after 5xx, 429 and 409 (the first request is still in progress).
 */
async function request(what, url, { headers, body } = {}) {
  for (;;) {
    let reason;
    try {
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        headers,
        body,
        signal: AbortSignal.timeout(20_000),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      // The response of the request that paid was lost.
      if (what === 'pay' && /already|complete/i.test(text)) return {};
      reason = `HTTP ${response.status} ${text.slice(0, 300)}`;
      if (response.status < 500 && ![409, 429].includes(response.status))
        throw new Error(`${what}: ${reason}`);
    } catch (error) {
      if (error.message.startsWith(`${what}:`)) throw error;
      reason = error.cause?.code ?? error.message;
    }
    if (Date.now() > deadline) throw new Error(`${what}: ${reason}`);
    retries += 1;
    await sleep(300);
  }
}
