import { type Secrets, type SystemState, UserError } from '@orderwire/launcher/system';
import { keepAliveTransport, ShopClient, StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import { Pool } from 'pg';

const PRODUCTS = 50;

/** The running system as the benchmarks see it. */
export interface Target {
  gatewayUrl: string;
  /** Sends over kept connections, as all clients of the benchmark do. */
  guest: ShopClient;
  stripe: StripeSandboxClient;
  natsUrl: string;
  natsMonitorUrl: string;
  /** URL of the superuser, who may read the statement counters. */
  adminDatabaseUrl: string;
  databaseUrls: { orders: string; payments: string; products: string };
  /** Process ids by name. */
  processes: Record<string, number>;
  /** Signs in the demo staff member. */
  staff(): Promise<ShopClient>;
  /** Password of the benchmark's accounts. */
  password: string;
}

const options = { transport: keepAliveTransport() };

export const poolFor = (url: string, max: number): Pool => new Pool({ connectionString: url, max });

/** Throws a UserError that names what the running system lacks. */
export function targetOf(state: SystemState, secrets: Secrets): Target {
  const required = (value: string | undefined, name: string): string => {
    if (value) return value;
    throw new UserError(`The running system has no ${name}, which the benchmark needs.`);
  };
  const database = (service: string): string =>
    required(state.services[service]?.databaseUrl, `database of ${service}`);
  const gatewayUrl = required(state.urls.gateway, 'gateway');
  const staff = state.demo['staff'];
  return {
    gatewayUrl,
    guest: ShopClient.guest(gatewayUrl, options),
    stripe: new StripeSandboxClient(
      required(state.urls.stripe, 'Stripe sandbox'),
      secrets.stripe.secret,
      options,
    ),
    natsUrl: state.urls.nats,
    natsMonitorUrl: state.urls.natsMonitor,
    adminDatabaseUrl: state.urls.postgres,
    databaseUrls: {
      orders: database('orders-ms'),
      payments: database('payments-ms'),
      products: database('products-ms'),
    },
    processes: state.processes,
    staff: async () => {
      if (!staff) throw new UserError('The benchmark needs the demo staff account, which production lacks.');
      return ShopClient.signIn(gatewayUrl, staff, options);
    },
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

/** Orders keep deleted products. */
export async function deleteProducts(staff: ShopClient, ids: string[]): Promise<void> {
  for (const id of ids) await staff.deleteProduct(id).catch(() => undefined);
}

/**
 * Signs in `count` shoppers. Their accounts are created by the first run and used by later ones.
 */
export async function signInShoppers(
  target: Target,
  staff: ShopClient,
  count: number,
): Promise<ShopClient[]> {
  const { gatewayUrl, password } = target;
  const { data } = (
    await staff.request<{ data: { email: string }[] }>('GET', '/users?search=bench-&limit=100')
  ).orThrow();
  const existing = new Set(data.map(({ email }) => email));
  const shoppers: ShopClient[] = [];
  for (let number = 1; number <= count; number++) {
    const account = { name: `Bench shopper ${number}`, email: `bench-${number}@orderwire.example`, password };
    shoppers.push(
      existing.has(account.email)
        ? await ShopClient.signIn(gatewayUrl, account, options)
        : await ShopClient.register(gatewayUrl, account, options),
    );
  }
  return shoppers;
}
