import { LiveSession } from '../account/live-session.js';
import { signIn, type Credentials, type Session } from '../account/sign-in.js';
import { Insistent, type Reply } from './insist.js';
import type { Random } from './random.js';

/** Where things are. */
export interface Doors {
  gateway: string;
  stripe: string;
  /** Key of the sandbox's API. */
  stripeSecret: string;
}

type Headers = Record<string, string>;

/** An account of its own. */
export interface Newcomer {
  id: string;
  password: string;
  ask(method: string, path: string, body?: unknown): Promise<Reply>;
}

const CUSTOMERS = 4;
const PRODUCTS = 10;
/** The last one sells out long before the run ends. */
const SCARCE = 1;
/** Staff hear of it when so many are left. */
const LOW = 5;

/** The shop under test, over HTTP and nothing else: its customers, its staff, its products, and Stripe's side of it. */
export class ShopFloor {
  private readonly customers: LiveSession[] = [];

  private constructor(
    readonly http: Insistent,
    private readonly doors: Doors,
    private readonly staffSession: LiveSession,
    /** Ids. */
    readonly products: string[],
  ) {}

  /** Opens the shop: customers register, staff put up products in four currencies. */
  static async open(
    doors: Doors,
    staff: Credentials,
    { random, orders, signal }: { random: Random; orders: number; signal: AbortSignal | undefined },
  ): Promise<ShopFloor> {
    const session = new LiveSession(doors.gateway, await signIn(doors.gateway, staff));
    const floor = new ShopFloor(new Insistent(signal), doors, session, []);
    for (let place = 0; place < PRODUCTS; place++)
      floor.products.push(
        await floor.putUp(place, place >= PRODUCTS - SCARCE ? Math.ceil(orders / 50) : 10 * orders),
      );
    const prefix = `chaos-${random.whole(0, 1e9)}-${Date.now()}`;
    for (let number = 0; number < CUSTOMERS; number++)
      floor.customers.push(await floor.register(`${prefix}-${number}@example.com`));
    return floor;
  }

  /** Asks the gateway as the customer of an order. */
  asCustomer(
    number: number,
    method: string,
    path: string,
    body?: unknown,
    headers: Headers = {},
  ): Promise<Reply> {
    const session = this.customers[number % CUSTOMERS];
    return this.ask(method, path, body, async () => ({
      ...headers,
      ...(session && { authorization: await session.authorization() }),
    }));
  }

  /** Asks the gateway as somebody without an account. */
  asGuest(method: string, path: string, body?: unknown, headers: Headers = {}): Promise<Reply> {
    return this.ask(method, path, body, async () => headers);
  }

  asStaff(method: string, path: string, body?: unknown, headers: Headers = {}): Promise<Reply> {
    return this.ask(method, path, body, async () => ({
      ...headers,
      authorization: await this.staffSession.authorization(),
    }));
  }

  /** What Stripe, its page, and whoever reads its dashboard do. */
  atStripe(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.http.ask(method, `${this.doors.stripe}${path}`, body, {
      authorization: `Bearer ${this.doors.stripeSecret}`,
    });
  }

  /** One more product, of which so many are left that the next order makes its stock run low. Gives its place. */
  async putUpLow(): Promise<number> {
    return this.products.push(await this.putUp(this.products.length, LOW + 1)) - 1;
  }

  /** Somebody who opens an account now, and asks the gateway with it. */
  async newcomer(email: string): Promise<Newcomer> {
    const session = await this.register(email);
    const ask = (method: string, path: string, body?: unknown) =>
      this.ask(method, path, body, async () => ({ authorization: await session.authorization() }));
    return { id: session.user.id, password: passwordOf(email), ask };
  }

  /** Registering too often from one address is answered with "later": so it is asked again. */
  private async register(email: string): Promise<LiveSession> {
    const account = { name: 'Chaos Shopper', email, password: passwordOf(email) };
    const { status, body } = await this.ask('POST', '/auth/register', account, async () => ({
      'x-token-delivery': 'body',
    }));
    if (status !== 201) throw new Error(`a customer could not register: ${status} ${JSON.stringify(body)}`);
    return new LiveSession(this.doors.gateway, body as unknown as Session);
  }

  private ask(method: string, path: string, body: unknown, headers: () => Promise<Headers>): Promise<Reply> {
    return this.http.ask(method, `${this.doors.gateway}/api/v1${path}`, body, headers);
  }

  private async putUp(place: number, stock: number): Promise<string> {
    const prices = Object.entries({ usd: 1_999, eur: 1_899, jpy: 2_980, kwd: 6_150 });
    const { status, body } = await this.asStaff('POST', '/products', {
      name: `Chaos product ${place}`,
      prices: prices.map(([currency, amount]) => ({ currency, amount: amount + 10 * place })),
      stock,
      lowThreshold: LOW,
    });
    if (status !== 201) throw new Error(`a product could not be put up: ${status} ${JSON.stringify(body)}`);
    return String(body['id']);
  }
}

const passwordOf = (email: string): string => `a long password of ${email}`;
