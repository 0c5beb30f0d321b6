import type { OrderView, ProductView } from '@orderwire/contracts';
import { ShopClient, StripeSandboxClient, type Credentials } from '@orderwire/test-kit/shop-client';
import { parseArgs } from 'node:util';
import { composedSystem } from '../compose/composed-system.js';
import { followOrder } from '../demo/follow-order.js';
import { repositoryRoot } from '../repository.js';
import { runningSystem } from '../system/running-system.js';
import { parseTarget } from '../target.js';
import { createStyle } from '../terminal/style.js';
import { UserError } from '../user-error.js';

/**
 * `npm run demo [-- --manual] [--card 4000000000000002] [--timeout 60] [--target compose]`: places and pays an order of
 * the demo customer and follows it until PAID.
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
  const { gateway, sandbox, customer } =
    parseTarget(values.target) === 'compose' ? composedTarget() : embeddedTarget();
  const manual = values.manual || !sandbox;
  const timeoutS = Number(values.timeout ?? (manual ? 1_800 : 60));
  if (!(timeoutS > 0)) throw new UserError('--timeout must be a number of seconds.');
  if (!customer)
    throw new UserError('The running system has no demo accounts, because it runs in production mode.');

  const style = createStyle();
  const shopper = await ShopClient.signIn(gateway, customer);
  console.log(`${style.green('✔')} signed in as ${style.bold(customer.email)}`);
  const products = await pickProducts(shopper);
  const items = products.map(({ id }, index) => ({ productId: id, quantity: index === 0 ? 2 : 1 }));
  const created = await shopper.createOrder({ items, email: customer.email });
  const { order, paymentSession } = created.orThrow();
  console.log(`${style.green('✔')} order ${style.bold(order.id)} placed: ${describe(order)}`);
  console.log(`  Checkout: ${style.cyan(paymentSession.url)}`);
  if (manual) {
    console.log(
      `  Open it in a browser and pay with ${style.bold('4242 4242 4242 4242')}, any future date, any CVC.\n`,
    );
  } else {
    const stripe = new StripeSandboxClient(sandbox.url, sandbox.secret);
    (await stripe.pay(paymentSession.id, { card: values.card.replaceAll(' ', '') })).orThrow();
    console.log(`${style.green('✔')} paid at the Stripe sandbox\n`);
  }
  const source = {
    order: async (id: string) => (await shopper.getOrder(id)).orThrow(),
    timeline: async (id: string) => (await shopper.getOrderTimeline(id)).orThrow().entries,
  };
  const result = await followOrder(source, order.id, timeoutS * 1_000, (line) => console.log(`  ${line}`));
  if (result.status === 'PAID') {
    console.log(`\n${style.green('✔')} ${style.bold('PAID')} ${result.afterMs} ms after it was placed`);
    return 0;
  }
  console.error(`\n${style.red('✖')} the order is ${result.status}, not PAID: ${result.reason}`);
  return 1;
}

interface DemoTarget {
  gateway: string;
  /** Absent with real Stripe. */
  sandbox?: { url: string; secret: string };
  customer: Credentials | undefined;
}

function embeddedTarget(): DemoTarget {
  const {
    state: { urls, demo },
    secrets,
  } = runningSystem();
  if (!urls.gateway) throw new UserError('The running system has no gateway.');
  return {
    gateway: urls.gateway,
    ...(urls.stripe && { sandbox: { url: urls.stripe, secret: secrets.stripe.secret } }),
    customer: demo['customer'],
  };
}

function composedTarget(): DemoTarget {
  const { gateway, sandbox, demo } = composedSystem(repositoryRoot);
  return { gateway, ...(sandbox && { sandbox }), customer: demo['customer'] };
}

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
