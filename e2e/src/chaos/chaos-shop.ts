import type { SystemState } from '@orderwire/launcher/system';
import {
  CarrierSandboxClient,
  RetryPolicy,
  fetchTransport,
  MailboxClient,
  ShopClient,
  StripeSandboxClient,
  type HttpClientOptions,
  type HttpReply,
  type Transport,
} from '@orderwire/test-kit/shop-client';
import type { SeededRandom } from './seeded-random.js';

export interface ChaosShopOptions {
  random: SeededRandom;
  /** The stock suffices for this many orders. */
  orders: number;
  /** No request is sent after it. */
  signal: AbortSignal | undefined;
  /** Sends the requests to the shop. Default: each to its URL. */
  balance?: (transport: Transport, state: SystemState) => Transport;
}

/** Notes a reply with another status than these as unexpected. */
export type Expect = (what: string, reply: HttpReply<object>, ...statuses: number[]) => void;

const CUSTOMERS = 4;
const PRODUCTS = 10;
const LOW_THRESHOLD = 5;
/** A request is repeated for this long before the run fails. */
const RETRY_MS = 240_000;
const REQUEST_TIMEOUT_MS = 15_000;

/** The shop under test, over HTTP only: customers, guests, staff, products, Stripe, mails and parcels. */
export class ChaosShop {
  /** Product ids. The last product of the initial ones sells out early. */
  readonly products: string[] = [];
  readonly guest: ShopClient;
  private readonly customers: ShopClient[] = [];

  private constructor(
    private readonly gateway: string,
    /** All clients retry. */
    private readonly options: Required<HttpClientOptions>,
    readonly staff: ShopClient,
    readonly stripe: StripeSandboxClient,
    /** Where all mails arrive. */
    readonly mailbox: MailboxClient,
    readonly carrier: CarrierSandboxClient,
  ) {
    this.guest = ShopClient.guest(gateway, options);
  }

  /** Creates products in four currencies and registers customers. */
  static async open(
    state: SystemState,
    stripeSecret: string,
    { random, orders, signal, balance = (transport) => transport }: ChaosShopOptions,
  ): Promise<ChaosShop> {
    const { urls, demo } = state;
    const { gateway = '', stripe = '', mailbox = '', carrier = '' } = urls;
    const retry = new RetryPolicy(RETRY_MS, signal);
    const options = { retry, transport: balance(fetchTransport(REQUEST_TIMEOUT_MS), state) };
    const staff = await ShopClient.signIn(gateway, demo['staff'] ?? { email: '', password: '' }, options);
    const shop = new ChaosShop(
      gateway,
      options,
      staff,
      new StripeSandboxClient(stripe, stripeSecret, options),
      new MailboxClient(mailbox, options),
      new CarrierSandboxClient(carrier, options),
    );
    for (let index = 1; index < PRODUCTS; index++) await shop.addProduct(10 * orders);
    await shop.addProduct(Math.ceil(orders / 50));
    const prefix = `chaos-${random.integer(0, 1e9)}-${Date.now()}`;
    for (let index = 0; index < CUSTOMERS; index++)
      shop.customers.push(await shop.register(`${prefix}-${index}@example.com`));
    return shop;
  }

  get retries(): number {
    return this.options.retry.retries;
  }

  /** The customer who places order `number`. */
  customer(number: number): ShopClient {
    return this.customers[number % CUSTOMERS] ?? this.guest;
  }

  /** Adds a product whose next order takes its stock below the threshold. Returns its index. */
  addLowStockProduct(): Promise<number> {
    return this.addProduct(LOW_THRESHOLD + 1);
  }

  /** Signs in an account that this shop has registered. */
  signIn(email: string, password: string): Promise<ShopClient> {
    return ShopClient.signIn(this.gateway, { email, password }, this.options);
  }

  register(email: string): Promise<ShopClient> {
    const account = { name: 'Chaos Shopper', email, password: `a long password of ${email}` };
    return ShopClient.register(this.gateway, account, this.options);
  }

  private async addProduct(stock: number): Promise<number> {
    const index = this.products.length;
    const prices = Object.entries({ usd: 1_999, eur: 1_899, jpy: 2_980, kwd: 6_150 });
    const created = await this.staff.createProduct({
      name: `Chaos product ${index}`,
      prices: prices.map(([currency, amount]) => ({ currency, amount: amount + 10 * index })),
      stock,
      lowThreshold: LOW_THRESHOLD,
    });
    return this.products.push(created.orThrow().id) - 1;
  }
}
