import { LiveSession } from '../account/live-session.js';
import { request } from '../account/request.js';
import { signIn, type Credentials } from '../account/sign-in.js';
import { UserError } from '../user-error.js';

/** The parts of the gateway's answers that the demo looks at. */
export interface Product {
  id: string;
  name: string;
  prices: { currency: string; amount: number }[];
  available: boolean;
}
export interface Order {
  id: string;
  status: string;
  currency: string;
  totalAmount: number;
  items: { quantity: number; name: string }[];
}
export interface PlacedOrder {
  order: Order;
  paymentSession: { id: string; url: string };
}
export interface TimelineEntry {
  id: string;
  step: string;
  at: string;
  cause: string;
  message: string;
}

/** A customer's view of the running system: HTTP with their access token, and nothing else. */
export class Shop {
  private constructor(
    private readonly gateway: string,
    private readonly session: LiveSession,
  ) {}

  static async signIn(gateway: string, customer: Credentials): Promise<Shop> {
    return new Shop(gateway, new LiveSession(gateway, await signIn(gateway, customer)));
  }

  /** Two products that are available now; one when there is only one. */
  async pickProducts(): Promise<Product[]> {
    const { data } = await this.ask<{ data: Product[] }>('/products?available=true&limit=20');
    const inUsd = data.filter(
      ({ available, prices }) => available && prices.some(({ currency }) => /usd/i.test(currency)),
    );
    if (inUsd.length === 0) throw new UserError('The catalogue has nothing available in USD to order.');
    const first = Math.floor(Math.random() * inUsd.length);
    return [...new Set([inUsd[first], inUsd[(first + 1) % inUsd.length]])].filter(
      (product) => product !== undefined,
    );
  }

  /** Orders two of the first product and one of each other. */
  async placeOrder(products: Product[]): Promise<PlacedOrder> {
    const items = products.map(({ id }, index) => ({ productId: id, quantity: index === 0 ? 2 : 1 }));
    return this.ask('/orders', { items, email: this.session.user.email });
  }

  async order(id: string): Promise<Order> {
    return this.ask(`/orders/${id}`);
  }

  /** Oldest first. */
  async timeline(id: string): Promise<TimelineEntry[]> {
    return (await this.ask<{ entries: TimelineEntry[] }>(`/orders/${id}/timeline`)).entries;
  }

  /** Pays a Checkout session as a shopper would on the sandbox's page. A declined card is reported, and not an error. */
  async pay(sandbox: string, secret: string, sessionId: string, card: string): Promise<void> {
    const answer = await fetch(`${sandbox}/_sandbox/checkout/sessions/${sessionId}/pay`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ card }),
      signal: AbortSignal.timeout(15_000),
    });
    if (answer.ok) return;
    const { error } = (await answer.json().catch(() => ({}))) as { error?: { message?: string } };
    throw new UserError(`The payment was not accepted: ${error?.message ?? `HTTP ${answer.status}`}`);
  }

  private async ask<Answer>(path: string, body?: object): Promise<Answer> {
    // Whoever pays by hand may take longer than an access token lives.
    const authorization = await this.session.authorization();
    return request(body ? 'POST' : 'GET', `${this.gateway}/api/v1${path}`, { authorization }, body);
  }
}
