import type { ShopClient, StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

/** `place`: only POST /orders. `paid`: order, pay at Checkout, wait for PAID. */
export type Journey = 'place' | 'paid';

/** The shoppers and products of the load, and where it is paid and observed. */
export interface LoadTarget {
  shoppers: ShopClient[];
  productIds: string[];
  stripe: StripeSandboxClient;
  paidWatch: PaidWatch;
}

/**
 * Closed-loop: `concurrency` shoppers, each of whom begins the next order when the last one is done. Open-loop:
 * `rate` orders are due per second, whether or not earlier ones are done, as in a shop.
 */
export type Arrival = { concurrency: number } | { rate: number };

export interface LoadResult {
  orders: number;
  /** Until the last order was done. */
  seconds: number;
  /** Milliseconds from POST /orders, or from the time at which it was due, to its reply. */
  placing: number[];
  /** The same to PAID in the database, payment included. */
  whole: number[];
  failures: string[];
}

const MAX_FAILURES = 20;
/** Of an open loop, whose orders don't wait for each other. */
const MAX_UNDER_WAY = 2_000;

/** Places orders for `seconds`, and waits until all are done. Ends early after 20 failures. */
export async function generateLoad(
  target: LoadTarget,
  { journey, arrival, seconds }: { journey: Journey; arrival: Arrival; seconds: number },
): Promise<LoadResult> {
  const result: LoadResult = { orders: 0, seconds: 0, placing: [], whole: [], failures: [] };
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  const hasFailed = () => result.failures.length >= MAX_FAILURES;
  let turn = 0;
  let underWay = 0;
  const attempt = async (due?: number): Promise<void> => {
    underWay++;
    try {
      if (underWay > MAX_UNDER_WAY)
        throw new Error(`${MAX_UNDER_WAY} orders are under way: the rate is too high`);
      await placeOrder(target, journey, turn++, result, due);
    } catch (error) {
      result.failures.push(error instanceof Error ? error.message : String(error));
    } finally {
      underWay--;
    }
  };
  const shopper = async (): Promise<void> => {
    while (performance.now() < end && !hasFailed()) await attempt();
  };
  if ('rate' in arrival) await callAtRate(arrival.rate, seconds, attempt, hasFailed);
  else await Promise.all(Array.from({ length: arrival.concurrency }, shopper));
  result.seconds = (performance.now() - begin) / 1_000;
  return result;
}

/**
 * Begins `perSecond` calls a second for `seconds`, whether or not earlier ones are done. Each call
 * gets the time at which it was due, so that a late start counts as latency. Returns the results in
 * order. Begins no more once `isOver`.
 */
export async function callAtRate<T>(
  perSecond: number,
  seconds: number,
  call: (due: number, number: number) => Promise<T>,
  isOver: () => boolean = () => false,
): Promise<T[]> {
  const begin = performance.now();
  const calls: Promise<T>[] = [];
  while (calls.length < perSecond * seconds && !isOver()) {
    const due = begin + (calls.length * 1_000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    calls.push(call(due, calls.length));
  }
  return Promise.all(calls);
}

async function placeOrder(
  { shoppers, productIds, stripe, paidWatch }: LoadTarget,
  journey: Journey,
  turn: number,
  result: LoadResult,
  due?: number,
): Promise<void> {
  // Two neighbouring products, which spreads the load over the catalogue.
  const items = [turn, turn + 1].map((index) => ({
    productId: productIds[index % productIds.length] ?? '',
    quantity: 1,
  }));
  const shopper = shoppers[turn % shoppers.length];
  if (!shopper) throw new Error('There are no shoppers.');
  // Outside of the measurement, unless the order is due already.
  await shopper.session.authorization();
  const begin = due ?? performance.now();
  const created = await shopper.createOrder({ items });
  if (created.status !== 201)
    throw new Error(`POST /orders returned ${created.status}: ${created.text.slice(0, 300)}`);
  result.placing.push(performance.now() - begin);
  if (journey === 'paid') {
    const { order, paymentSession } = created.body;
    if (!paymentSession) throw new Error(`order ${order.id} has no payment session`);
    const payment = { card: '4242424242424242', email: 'bench@example.com' };
    const { status, text } = await stripe.pay(paymentSession.id, payment);
    if (status !== 200) throw new Error(`paying returned ${status}: ${text.slice(0, 300)}`);
    await paidWatch.waitFor(order.id);
    result.whole.push(performance.now() - begin);
  }
  result.orders++;
}

const POLL_MS = 20;

/** Waits until orders are PAID, with one query for all of them per poll. */
export class PaidWatch {
  private readonly waiting = new Map<string, { resolve: () => void; reject: (error: unknown) => void }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly orders: Pick<Pool, 'query'>) {}

  /** Rejects when the database fails. */
  waitFor(orderId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.set(orderId, { resolve, reject });
      this.timer ??= setTimeout(() => void this.poll(), POLL_MS);
    });
  }

  private async poll(): Promise<void> {
    try {
      const { rows } = await this.orders.query<{ id: string }>({
        name: 'bench.paid',
        text: "SELECT id FROM orders WHERE id = ANY($1::uuid[]) AND status = 'PAID'",
        values: [[...this.waiting.keys()]],
      });
      for (const { id } of rows) {
        this.waiting.get(id)?.resolve();
        this.waiting.delete(id);
      }
    } catch (error) {
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    }
    this.timer = this.waiting.size > 0 ? setTimeout(() => void this.poll(), POLL_MS) : undefined;
  }
}
