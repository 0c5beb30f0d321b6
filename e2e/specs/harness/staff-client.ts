import type { OrderView, RefundOrderRequest, RefundView, StockView } from '@orderwire/contracts';
import type { HttpReply, OrderTimelineReply, RequestHeaders } from '@orderwire/test-kit/shop-client';
import { ShopperClient } from './shopper-client.js';
import type { SystemUnderTest } from './system.js';
import { until } from './until.js';

/** What the demo staff member does, and Stripe and the shoppers' banks. */
export class StaffClient {
  readonly shopper: ShopperClient;

  constructor(private readonly system: SystemUnderTest) {
    this.shopper = new ShopperClient(system);
  }

  /** A request of the demo staff member. */
  async request<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: RequestHeaders,
  ): Promise<HttpReply<Body>> {
    return (await this.system.demo('staff')).request<Body>(method, path, body, headers);
  }

  /** An order that the demo customer has paid and that is PAID. */
  async paidOrder(productId: string, quantity = 1, card = '4242424242424242'): Promise<OrderView> {
    const { order, paymentSession } = await this.shopper.createOrder(productId, quantity);
    const status = await this.shopper.pay(paymentSession.id, { card });
    if (status !== 200) throw new Error(`paying returned ${status}`);
    await this.shopper.waitForStatus(order.id, 'PAID');
    return order;
  }

  async refund(
    orderId: string,
    fields: Partial<Omit<RefundOrderRequest, 'orderId'>> = {},
    idempotencyKey?: string,
  ): Promise<HttpReply<RefundView>> {
    const headers: RequestHeaders = idempotencyKey ? { 'idempotency-key': idempotencyKey } : {};
    const body = { reason: 'requested_by_customer' as const, ...fields };
    return (await this.system.demo('staff')).refundOrder(orderId, body, headers);
  }

  async order(orderId: string): Promise<OrderView> {
    return (await (await this.system.demo('staff')).getOrder(orderId)).body;
  }

  /** Resolves with the order once it has these values. */
  waitForOrder(orderId: string, values: Partial<OrderView>): Promise<OrderView> {
    const expected = Object.entries(values) as [keyof OrderView, unknown][];
    return until(
      () => this.order(orderId),
      (order) => expected.every(([name, value]) => order[name] === value),
    );
  }

  async stock(productId: string): Promise<StockView | undefined> {
    return (await (await this.system.demo('staff')).getProduct(productId)).body.stock;
  }

  /** Resolves once the counters have these values: events change them. */
  async waitForStock(productId: string, available: number, reserved: number, sold: number): Promise<void> {
    await until(
      () => this.stock(productId),
      (seen) => seen?.available === available && seen.reserved === reserved && seen.sold === sold,
    );
  }

  async timeline(orderId: string): Promise<OrderTimelineReply> {
    return (await (await this.system.demo('staff')).getOrderTimeline(orderId)).body;
  }

  /** Resolves with the timeline once it has an entry with this step. */
  waitForStep(orderId: string, step: string): Promise<OrderTimelineReply> {
    return until(
      () => this.timeline(orderId),
      ({ entries }) => entries.some((entry) => entry.step === step),
    );
  }

  /**
   * A request to Stripe's API (a form) or to the sandbox's controls (JSON). Throws for a status of
   * 400 or more.
   */
  async stripe<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body> {
    return (await this.system.stripe.request<Body>(method, path, body)).orThrow();
  }

  /**
   * Lets the sandbox inject faults during `work`. Resolves with the number of injected faults by
   * kind.
   */
  async withFaults(
    settings: Record<string, unknown>,
    work: () => Promise<void>,
  ): Promise<Record<string, number>> {
    await this.stripe('POST', '/_sandbox/faults/reset');
    await this.stripe('PUT', '/_sandbox/faults', { seed: 1, ...settings });
    try {
      await work();
      const { injected } = await this.stripe<{ injected: Record<string, number> }>('GET', '/_sandbox/faults');
      return injected;
    } finally {
      await this.stripe('DELETE', '/_sandbox/faults');
    }
  }

  /**
   * The shopper disputes the charge of an order. Resolves with the id of the dispute once the order
   * is flagged.
   */
  async openDispute(orderId: string): Promise<string> {
    const { paymentId } = await this.order(orderId);
    const charges = await this.stripe<{ data: { id: string }[] }>(
      'GET',
      `/v1/charges?payment_intent=${paymentId}`,
    );
    await this.stripe('POST', `/_sandbox/charges/${charges.data[0]?.id}/dispute`, { reason: 'fraudulent' });
    await this.waitForOrder(orderId, { dispute: 'open' });
    const { entries } = await this.waitForStep(orderId, 'dispute_opened');
    return String(entries.find(({ step }) => step === 'dispute_opened')?.details['disputeId']);
  }

  async closeDispute(disputeId: string, verdict: 'won' | 'lost'): Promise<void> {
    (await this.system.stripe.closeDispute(disputeId, verdict)).orThrow();
  }
}
