import type { OrderView, ProductView } from '@orderwire/contracts';
import { RetryPolicy, ShopClient, StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';
import { describeMail, describeParcel, saveInvoice } from '../demo/after-payment.js';
import { targetSystem } from '../target.js';
import { defaultDataDir } from '../repository.js';
import { UserError } from '../user-error.js';

/**
 * `npm run demo [-- --manual] [--card 4000000000000002] [--timeout 60] [--target compose]`: places
 * and pays an order of the demo customer, follows it until PAID, and saves its invoice.
 */
export async function demo(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      manual: { type: 'boolean', default: false },
      card: { type: 'string', default: '4242424242424242' },
      timeout: { type: 'string' },
      target: { type: 'string' },
    },
  });
  const { gateway, sandbox, mailbox, demo: accounts } = targetSystem(values.target);
  const customer = accounts['customer'];
  const manual = values.manual || !sandbox;
  const timeoutS = Number(values.timeout ?? (manual ? 1_800 : 60));
  if (!(timeoutS > 0)) throw new UserError('--timeout must be a number of seconds.');
  if (!customer)
    throw new UserError('The running system has no demo accounts, because it runs in production mode.');

  const shopper = await ShopClient.signIn(gateway, customer);
  console.log(`${styleText('green', '✔')} signed in as ${styleText('bold', customer.email)}`);
  const products = await pickProducts(shopper);
  const items = products.map(({ id }, index) => ({ productId: id, quantity: index === 0 ? 2 : 1 }));
  const created = await shopper.createOrder({ items, email: customer.email, shippingAddress });
  const { order, paymentSession } = created.orThrow();
  console.log(`${styleText('green', '✔')} order ${styleText('bold', order.id)} placed: ${describe(order)}`);
  if (paymentSession) console.log(`  Checkout: ${styleText('cyan', paymentSession.url)}`);
  if (!paymentSession) {
    console.log(`${styleText('green', '✔')} free: nothing to pay\n`);
  } else if (manual) {
    console.log(
      `  Open it in a browser and pay with ${styleText('bold', '4242 4242 4242 4242')}, any future date, any CVC.\n`,
    );
  } else {
    const stripe = new StripeSandboxClient(sandbox.url, sandbox.secret);
    (await stripe.pay(paymentSession.id, { card: values.card.replaceAll(' ', '') })).orThrow();
    console.log(`${styleText('green', '✔')} paid at the Stripe sandbox\n`);
  }
  // A service may restart meanwhile: a read is repeated until the gateway has a definite reply.
  const retry = new RetryPolicy(Math.min(timeoutS, 60) * 1_000);
  const source = {
    order: async (id: string) => (await retry.run(() => shopper.getOrder(id))).orThrow(),
    timeline: async (id: string) => (await retry.run(() => shopper.getOrderTimeline(id))).orThrow().entries,
  };
  const result = await followOrder(source, order.id, timeoutS * 1_000, (line) => console.log(`  ${line}`));
  if (result.status === 'PAID') {
    console.log(
      `\n${styleText('green', '✔')} ${styleText('bold', 'PAID')} ${result.afterMs} ms after it was placed`,
    );
    if (mailbox) console.log(await describeMail(mailbox, order.id));
    console.log(await saveInvoice(shopper, order.id, join(defaultDataDir, 'demo')));
    console.log(await describeParcel(shopper, order.id));
    return 0;
  }
  console.error(`\n${styleText('red', '✖')} the order is ${result.status}, not PAID: ${result.reason}`);
  return 1;
}

/** Where the parcel goes. */
const shippingAddress = {
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

/** Two available products with a price in USD, or one if there is only one. */
async function pickProducts(shopper: ShopClient): Promise<ProductView[]> {
  const { data } = (await shopper.listProducts({ available: true, currency: 'usd', limit: 20 })).orThrow();
  if (data.length === 0) throw new UserError('The catalogue has no product that is available in USD.');
  const first = Math.floor(Math.random() * data.length);
  const picked = [data[first], data[(first + 1) % data.length]];
  return [...new Set(picked)].filter((product) => product !== undefined);
}

function describe({ items, totalAmount, currency }: OrderView): string {
  const lines = items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return `${lines} = ${format.format(totalAmount / 10 ** digits)}`;
}

/** Reads an order and its timeline. */
export interface OrderSource {
  order(id: string): Promise<{ status: string }>;
  timeline(id: string): Promise<{ id: string; step: string; at: string; message: string }[]>;
}

const final = new Set(['PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED']);

/**
 * Prints timeline entries as they appear, until the order has a final status or the time is over.
 * Resolves with the status, the time between first and last entry, and why the order is not PAID.
 */
export async function followOrder(
  source: OrderSource,
  orderId: string,
  timeoutMs: number,
  print: (line: string) => void,
  pauseMs = 100,
): Promise<{ status: string; afterMs: number; reason?: string }> {
  const printed = new Set<string>();
  let first: number | undefined;
  let last = 0;
  for (const deadline = Date.now() + timeoutMs; ; await sleep(pauseMs)) {
    // The status is read first, so the timeline contains the entries that led to it.
    const { status } = await source.order(orderId);
    for (const { id, at, step, message } of await source.timeline(orderId)) {
      if (printed.has(id)) continue;
      printed.add(id);
      last = Date.parse(at);
      first ??= last;
      print(`+${String(last - first).padStart(5)} ms  ${step.padEnd(24)} ${message}`);
    }
    const afterMs = last - (first ?? last);
    if (status === 'PAID') return { status, afterMs };
    if (final.has(status)) return { status, afterMs, reason: 'this status is final' };
    if (Date.now() > deadline)
      return { status, afterMs, reason: `nothing more happened within ${timeoutMs / 1_000} s` };
  }
}
