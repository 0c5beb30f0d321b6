/**
 * `helm test`: GATEWAY_URL must be ready and show its catalogue. With SANDBOX_URL and the key in
 * /run/secrets/STRIPE_SECRET, the demo customer orders and pays too, and the order must become PAID.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { repeatedly, send, signIn } from './api.mjs';

const { GATEWAY_URL: gateway, SANDBOX_URL: sandbox, STRIPE_SECRET_FILE: keyFile } = process.env;
const WAIT_LIMIT_MS = 60_000;
const api = `${gateway}/api/v1`;

await repeatedly(() => send('GET', `${gateway}/health/ready`));
const { data: products } = await repeatedly(() => send('GET', `${api}/products?limit=1&available=true`));
console.log(`ready; the catalogue shows ${products.length > 0 ? 'products' : 'no product'}`);
if (sandbox) console.log(`${await payOneOrder()} is PAID`);

async function payOneOrder() {
  const account = { email: 'customer@orderwire.example', password: 'demo-customer-2026' };
  const headers = await repeatedly(() => signIn(api, account));
  const key = readFileSync(keyFile ?? '/run/secrets/STRIPE_SECRET', 'utf8').trim();
  const items = [{ productId: products[0].id, quantity: 1 }];
  const idempotent = { ...headers, 'idempotency-key': `helm-test-${Date.now()}` };
  const { order, paymentSession } = await repeatedly(() =>
    send('POST', `${api}/orders`, { items }, idempotent),
  );
  const card = { card: '4242424242424242' };
  const pay = `${sandbox}/_sandbox/checkout/sessions/${paymentSession.id}/pay`;
  await send('POST', pay, card, { authorization: `Bearer ${key}` });
  for (const end = Date.now() + WAIT_LIMIT_MS; ; await sleep(500)) {
    const { status } = await repeatedly(() => send('GET', `${api}/orders/${order.id}`, undefined, headers));
    if (status === 'PAID') return order.id;
    if (Date.now() > end) throw new Error(`${order.id} is ${status}, not PAID`);
  }
}
