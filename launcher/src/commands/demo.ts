import { parseArgs } from 'node:util';
import type { Credentials } from '../account/sign-in.js';
import { composedSystem } from '../compose/composed-system.js';
import { Shop } from '../demo/shop.js';
import { follow } from '../demo/follow.js';
import { repositoryRoot } from '../repository.js';
import { createStyle } from '../screen/style.js';
import { runningSystem } from '../system/running-system.js';
import { targetNamed } from '../target.js';
import { UserError } from '../user-error.js';

/**
 * `npm run demo [-- --manual] [--card 4000000000000002] [--timeout 60] [--target compose]`: one order of the demo customer, from
 * the catalogue to PAID.
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
  const { gateway, sandbox, customer } = targetNamed(values.target) === 'compose' ? composed() : embedded();
  const byHand = values.manual || !sandbox;
  const timeoutS = Number(values.timeout ?? (byHand ? 1_800 : 60));
  if (!(timeoutS > 0)) throw new UserError('--timeout: give a number of seconds.');

  const style = createStyle();
  if (!customer)
    throw new UserError('The running system has no demo accounts: it was started for production.');
  const shop = await Shop.signIn(gateway, customer);
  console.log(`${style.green('✔')} signed in as ${style.bold(customer.email)}`);
  const products = await shop.pickProducts();
  const placed = await shop.placeOrder(products);
  console.log(`${style.green('✔')} order ${style.bold(placed.order.id)} placed: ${describe(placed.order)}`);
  console.log(`  Checkout: ${style.cyan(placed.paymentSession.url)}`);
  if (byHand) {
    console.log(
      `  Open it in a browser and pay with ${style.bold('4242 4242 4242 4242')}, any later date, any CVC.\n`,
    );
  } else {
    const card = values.card.replaceAll(' ', '');
    await shop.pay(sandbox.url, sandbox.secret, placed.paymentSession.id, card);
    console.log(`${style.green('✔')} paid on the Stripe sandbox\n`);
  }
  const result = await follow(shop, placed.order.id, timeoutS * 1_000, (line) => console.log(`  ${line}`));
  if (result.status === 'PAID') {
    console.log(`\n${style.green('✔')} ${style.bold('PAID')} ${result.afterMs} ms after it was placed`);
    return 0;
  }
  console.error(`\n${style.red('✖')} the order is ${result.status}, not PAID: ${result.reason}`);
  return 1;
}

/** What one order needs to know of a system. */
interface DemoSystem {
  gateway: string;
  sandbox?: { url: string; secret: string };
  customer: Credentials | undefined;
}

function embedded(): DemoSystem {
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

function composed(): DemoSystem {
  const { gateway, sandbox, demo } = composedSystem(repositoryRoot);
  return { gateway, ...(sandbox && { sandbox }), customer: demo['customer'] };
}

function describe(order: {
  items: { quantity: number; name: string }[];
  totalAmount: number;
  currency: string;
}): string {
  const items = order.items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: order.currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return `${items} = ${format.format(order.totalAmount / 10 ** digits)}`;
}
