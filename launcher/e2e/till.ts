import { type Answer, until } from './http.js';
import { type PlacedOrder, Shopper } from './shopper.js';
import type { SystemUnderTest } from './system.js';

/** An order as staff see it, as far as money goes. */
export interface StaffOrder {
  id: string;
  status: string;
  currency: string;
  totalAmount: number;
  refundedAmount: number;
  paymentId: string | null;
  dispute: string | null;
}

export interface Stock {
  available: number;
  reserved: number;
  sold: number;
  lowThreshold: number | null;
}

export interface Timeline {
  summary: string;
  entries: { step: string; message: string; details: Record<string, unknown> }[];
}

/** What staff do about money, and what Stripe and the shoppers' banks do: HTTP, and nothing else. */
export class Till {
  readonly shopper: Shopper;

  constructor(private readonly system: SystemUnderTest) {
    this.shopper = new Shopper(system);
  }

  async asStaff<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    return (await this.system.demo('staff')).ask<Body>(method, `/api/v1${path}`, body, headers);
  }

  /** An order that the shopper has paid, and that is PAID here. */
  async paid(productId: string, quantity = 1, card = '4242424242424242'): Promise<PlacedOrder['order']> {
    const { order, paymentSession } = await this.shopper.placeOrder(productId, quantity);
    const answer = await this.shopper.pay(paymentSession.id, { card });
    if (answer !== 200) throw new Error(`paying answered ${answer}`);
    await this.shopper.becomes(order.id, 'PAID');
    return order;
  }

  refund(orderId: string, body: Record<string, unknown> = {}, key?: string) {
    const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
    const refund = { reason: 'requested_by_customer', ...body };
    return this.asStaff<{ id: string; amount: number; status: string; code?: string }>(
      'POST',
      `/orders/${orderId}/refunds`,
      refund,
      headers,
    );
  }

  async order(orderId: string): Promise<StaffOrder> {
    return (await this.asStaff<StaffOrder>('GET', `/orders/${orderId}`)).body;
  }

  /** The order, once it is so. */
  orderIs(orderId: string, wanted: Partial<StaffOrder>): Promise<StaffOrder> {
    const facts = Object.entries(wanted) as [keyof StaffOrder, unknown][];
    return until(
      () => this.order(orderId),
      (order) => facts.every(([name, value]) => order[name] === value),
    );
  }

  async stock(productId: string): Promise<Stock> {
    return (await this.asStaff<{ stock: Stock }>('GET', `/products/${productId}`)).body.stock;
  }

  /** Resolves once the counters say so: events move them. */
  async stockIs(productId: string, available: number, reserved: number, sold: number): Promise<void> {
    await until(
      () => this.stock(productId),
      (seen) => seen.available === available && seen.reserved === reserved && seen.sold === sold,
    );
  }

  async timeline(orderId: string): Promise<Timeline> {
    return (await this.asStaff<Timeline>('GET', `/orders/${orderId}/timeline`)).body;
  }

  /** What the timeline says once it has the step. */
  told(orderId: string, step: string): Promise<Timeline> {
    return until(
      () => this.timeline(orderId),
      ({ entries }) => entries.some((entry) => entry.step === step),
    );
  }

  /** Stripe's API (which takes forms), and the sandbox's control (which takes JSON). */
  async atStripe<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Body> {
    const form = body instanceof URLSearchParams;
    const response = await fetch(`${this.system.stripe}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.system.stripeSecret}`,
        ...(body !== undefined && !form && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text ? JSON.parse(text) : {}) as Body;
  }

  /** Turns the sandbox's fault dial while the work is done. Gives how often each fault struck meanwhile. */
  async withFaults(settings: Record<string, unknown>, work: () => Promise<void>) {
    await this.atStripe('POST', '/_sandbox/faults/reset');
    await this.atStripe('PUT', '/_sandbox/faults', { seed: 1, ...settings });
    try {
      await work();
      const { injected } = await this.atStripe<{ injected: Record<string, number> }>(
        'GET',
        '/_sandbox/faults',
      );
      return injected;
    } finally {
      await this.atStripe('DELETE', '/_sandbox/faults');
    }
  }

  /** The shopper disputes the order's charge. Gives the dispute's id, once the order is marked. */
  async dispute(orderId: string): Promise<string> {
    const { paymentId } = await this.order(orderId);
    const { data } = await this.atStripe<{ data: { id: string }[] }>(
      'GET',
      `/v1/charges?payment_intent=${paymentId}`,
    );
    await this.atStripe('POST', `/_sandbox/charges/${data[0]?.id}/dispute`, { reason: 'fraudulent' });
    await this.orderIs(orderId, { dispute: 'open' });
    const { entries } = await this.told(orderId, 'dispute_opened');
    return String(entries.find(({ step }) => step === 'dispute_opened')?.details['disputeId']);
  }

  /** The bank's verdict. */
  async judge(disputeId: string, status: 'won' | 'lost'): Promise<void> {
    await this.atStripe('POST', `/_sandbox/disputes/${disputeId}/close`, { status });
  }
}
