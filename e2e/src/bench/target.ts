import { type runningSystem, UserError } from '@orderwire/launcher/system';
import { keepAliveTransport, ShopClient, StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import { Client, Pool } from 'pg';

const PRODUCTS = 50;

/** All clients of the benchmark send over kept connections. */
const options = { transport: keepAliveTransport() };

/** The running system as the benchmarks see it. */
export type Target = ReturnType<typeof targetOf>;

/** Throws a UserError that names what the running system lacks. */
export function targetOf({ state, secrets }: ReturnType<typeof runningSystem>) {
  const required = (value: string | undefined, name: string): string => {
    if (value) return value;
    throw new UserError(`The running system has no ${name}, which the benchmark needs.`);
  };
  /** An interrupted run stops the server while connections are open. */
  const pool = (connectionString: string, max: number) =>
    new Pool({ connectionString, max }).on('error', () => undefined);
  const database = (service: string): string =>
    required(state.services[service]?.databaseUrl, `database of ${service}`);
  const gatewayUrl = required(state.urls.gateway, 'gateway');
  const sandboxUrl = required(state.urls.stripe, 'Stripe sandbox');
  const staff = state.demo['staff'];
  return {
    gatewayUrl,
    guest: ShopClient.guest(gatewayUrl, options),
    stripe: new StripeSandboxClient(sandboxUrl, secrets.stripe.secret, options),
    natsUrl: state.urls.nats,
    natsMonitorUrl: state.urls.natsMonitor,
    databases: {
      /** Of the superuser, who may read the statement counters. */
      admin: pool(state.urls.postgres, 40),
      orders: pool(database('orders-ms'), 2),
      payments: pool(database('payments-ms'), 1),
      products: pool(database('products-ms'), 1),
      notifications: pool(database('notifications-ms'), 1),
      invoices: pool(database('invoices-ms'), 1),
      shipping: pool(database('shipping-ms'), 1),
    },
    /** A connection of the superuser to the database of a service. */
    superuser: (service: string): Client => {
      const url = new URL(state.urls.postgres);
      url.pathname = new URL(database(service)).pathname;
      return new Client({ connectionString: url.href }).on('error', () => undefined);
    },
    /** Its process id. */
    launcher: state.launcher.pid,
    /** Process ids by name. */
    processes: state.processes,
    /** Signs in the demo staff member. */
    staff: async (): Promise<ShopClient> => {
      if (!staff) throw new UserError('The benchmark needs the demo staff account, which production lacks.');
      return ShopClient.signIn(gatewayUrl, staff, options);
    },
    /** Password of the benchmark's accounts. */
    password: secrets.bench,
  };
}

/**
 * Creates the benchmark's own products, enough to avoid hot rows, with stock that suffices. Appends
 * to `ids`.
 */
export async function createProducts(staff: ShopClient, ids: string[], signal: AbortSignal): Promise<void> {
  for (let number = 1; number <= PRODUCTS && !signal.aborted; number++) {
    const product = {
      name: `Benchmark product ${number}`,
      prices: [{ currency: 'usd', amount: 1_999 }],
      stock: 1_000_000,
    };
    ids.push((await staff.createProduct(product)).orThrow().id);
  }
}

/**
 * Signs in `count` shoppers. Their accounts are created by the first run and used by later ones.
 */
export async function signInShoppers(
  { gatewayUrl, password }: Target,
  staff: ShopClient,
  count: number,
): Promise<ShopClient[]> {
  const { data } = (
    await staff.request<{ data: { email: string }[] }>('GET', '/users?search=bench-&limit=100')
  ).orThrow();
  const existing = new Set(data.map(({ email }) => email));
  const shoppers: ShopClient[] = [];
  for (let number = 1; number <= count; number++) {
    const account = { name: `Bench shopper ${number}`, email: `bench-${number}@orderwire.example`, password };
    const shopper = existing.has(account.email)
      ? ShopClient.signIn(gatewayUrl, account, options)
      : ShopClient.register(gatewayUrl, account, options);
    shoppers.push(await shopper);
  }
  return shoppers;
}
