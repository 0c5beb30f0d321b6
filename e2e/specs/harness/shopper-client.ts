import { createHmac } from 'node:crypto';
import type { CreateOrderReply, PaymentSessionView } from '@orderwire/contracts';
import type { HttpReply, RequestHeaders, SandboxPayment } from '@orderwire/test-kit/shop-client';
import type { SystemUnderTest } from './system.js';
import { until } from './until.js';

type OrderToPay = CreateOrderReply & { paymentSession: PaymentSessionView };

/** What the demo customer does, and Stripe for them. */
export class ShopperClient {
  constructor(private readonly system: SystemUnderTest) {}

  /** A request of the demo customer. */
  async request<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: RequestHeaders,
  ): Promise<HttpReply<Body>> {
    return (await this.system.demo('customer')).request<Body>(method, path, body, headers);
  }

  /** Staff create a product with its own stock. Resolves with its id. */
  async createProduct(stock = 1_000, amount = 1_999): Promise<string> {
    const prices = [{ currency: 'usd', amount }];
    const staff = await this.system.demo('staff');
    return (await staff.createProduct({ name: 'A product under test', prices, stock })).orThrow().id;
  }

  /** An order that is not free. */
  async createOrder(productId: string, quantity = 1, headers?: RequestHeaders): Promise<OrderToPay> {
    const customer = await this.system.demo('customer');
    const reply = (await customer.createOrder({ items: [{ productId, quantity }] }, headers)).orThrow();
    const { paymentSession } = reply;
    if (!paymentSession) throw new Error(`order ${reply.order.id} is free`);
    return { ...reply, paymentSession };
  }

  /** Resolves with the HTTP status: 200, or 402 when the card was declined. */
  async pay(sessionId: string, payment?: SandboxPayment): Promise<number> {
    return (await this.system.stripe.pay(sessionId, payment)).status;
  }

  async statusOf(orderId: string): Promise<string> {
    return (await (await this.system.demo('customer')).getOrder(orderId)).body.status;
  }

  async waitForStatus(orderId: string, status: string): Promise<void> {
    await until(
      () => this.statusOf(orderId),
      (seen) => seen === status,
    );
  }

  async timelineSteps(orderId: string): Promise<string[]> {
    const { body } = await (await this.system.demo('customer')).getOrderTimeline(orderId);
    return body.entries.map(({ step }) => step);
  }

  /** The newest event of a type about a session, as Stripe posts it. */
  async stripeEvent(type: string, sessionId: string): Promise<string> {
    const found = await until(
      async () => {
        const { body } = await this.system.stripe.request<{ data: { data: { object: { id: string } } }[] }>(
          'GET',
          `/v1/events?limit=100&type=${type}`,
        );
        return body.data.find((event) => event.data.object.id === sessionId);
      },
      (event) => event !== undefined,
    );
    return JSON.stringify(found);
  }

  /** Posts a webhook (default: correctly signed). Resolves with the HTTP status. */
  async postWebhook(
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
