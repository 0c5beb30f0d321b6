import { createHmac } from 'node:crypto';
import { type Answer, until } from './http.js';
import type { SystemUnderTest } from './system.js';

export interface PlacedOrder {
  order: { id: string; status: string; totalAmount: number; currency: string; items: { quantity: number }[] };
  paymentSession: { id: string; url: string; expiresAt: string };
}

/** What the demo customer, the demo staff and Stripe can do to the system: HTTP, and nothing else. */
export class Shopper {
  constructor(private readonly system: SystemUnderTest) {}

  /** Asks the gateway as the demo customer. A string body is sent as it is. */
  async ask<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    return (await this.system.demo('customer')).ask<Body>(method, path, body, headers);
  }

  /** Asks the gateway as the demo staff member. */
  async askAsStaff<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<Body>> {
    return (await this.system.demo('staff')).ask<Body>(method, path, body);
  }

  /** A product with a stock of its own. */
  async product(stock = 1_000, amount = 1_999): Promise<string> {
    const { body } = await this.askAsStaff<{ id: string }>('POST', '/api/v1/products', {
      name: 'A product under test',
      prices: [{ currency: 'usd', amount }],
      stock,
    });
    return body.id;
  }

  async placeOrder(
    productId: string,
    quantity = 1,
    headers: Record<string, string> = {},
  ): Promise<PlacedOrder> {
    const { status, body } = await this.ask<PlacedOrder>(
      'POST',
      '/api/v1/orders',
      { items: [{ productId, quantity }] },
      headers,
    );
    if (status !== 201) throw new Error(`placing answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Pays at the sandbox as its page does. Gives the HTTP status: 200, or 402 when the card was declined. */
  async pay(sessionId: string, how: Record<string, string> = { card: '4242424242424242' }): Promise<number> {
    const response = await fetch(`${this.system.stripe}/_sandbox/checkout/sessions/${sessionId}/pay`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.system.stripeSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify(how),
    });
    await response.text();
    return response.status;
  }

  async statusOf(orderId: string): Promise<string> {
    return (await this.ask<{ status: string }>('GET', `/api/v1/orders/${orderId}`)).body.status;
  }

  async becomes(orderId: string, status: string): Promise<void> {
    await until(
      () => this.statusOf(orderId),
      (seen) => seen === status,
    );
  }

  async steps(orderId: string): Promise<string[]> {
    const { body } = await this.ask<{ entries: { step: string }[] }>(
      'GET',
      `/api/v1/orders/${orderId}/timeline`,
    );
    return body.entries.map(({ step }) => step);
  }

  /** The newest event of a type at the sandbox, as Stripe would post it. */
  async eventOf(type: string, sessionId: string): Promise<string> {
    const found = await until(
      async () => {
        const response = await fetch(`${this.system.stripe}/v1/events?limit=100&type=${type}`, {
          headers: { authorization: `Bearer ${this.system.stripeSecret}` },
        });
        const { data } = (await response.json()) as { data: { data: { object: { id: string } } }[] };
        return data.find((event) => event.data.object.id === sessionId);
      },
      (event) => event !== undefined,
    );
    return JSON.stringify(found);
  }

  /** Posts a webhook, signed unless told otherwise. Gives the HTTP status. */
  async post(
    payload: string,
    { secret = this.system.endpointSecret, at = Date.now(), signed = true } = {},
  ): Promise<number> {
    const time = Math.floor(at / 1_000);
    const signature = createHmac('sha256', secret).update(`${time}.${payload}`).digest('hex');
    const response = await fetch(`${this.system.payments}/payments/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(signed && { 'stripe-signature': `t=${time},v1=${signature}` }),
      },
      body: payload,
    });
    await response.text();
    return response.status;
  }
}
