import type { ShopClient, StripeSandboxClient } from '@orderwire/test-kit/shop-client';
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

export interface LoadResult {
  orders: number;
  seconds: number;
  /** Milliseconds from POST /orders to its reply. */
  placing: number[];
  /** Milliseconds from POST /orders to PAID in the database, payment included. */
  whole: number[];
  failures: string[];
}

const MAX_FAILURES = 20;

/**
 * Runs `concurrency` shoppers for `seconds`. Each one starts the next order when the last one is
 * done.
 */
export async function generateLoad(
  target: LoadTarget,
  { journey, concurrency, seconds }: { journey: Journey; concurrency: number; seconds: number },
): Promise<LoadResult> {
  const result: LoadResult = { orders: 0, seconds: 0, placing: [], whole: [], failures: [] };
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  let turn = 0;
  const shopper = async (): Promise<void> => {
    while (performance.now() < end && result.failures.length < MAX_FAILURES) {
      try {
        await placeOrder(target, journey, turn++, result);
      } catch (error) {
        result.failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, shopper));
  result.seconds = (performance.now() - begin) / 1_000;
  return result;
}

async function placeOrder(
  { shoppers, productIds, stripe, paidWatch }: LoadTarget,
  journey: Journey,
  turn: number,
  result: LoadResult,
): Promise<void> {
  // Two neighbouring products, which spreads the load over the catalogue.
  const items = [turn, turn + 1].map((index) => ({
    productId: productIds[index % productIds.length] ?? '',
    quantity: 1,
  }));
  const shopper = shoppers[turn % shoppers.length];
  if (!shopper) throw new Error('There are no shoppers.');
  // The access token is refreshed outside of the measurement.
  await shopper.session.authorization();
  const begin = performance.now();
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
  private readonly waiting = new Map<string, () => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly orders: Pool) {}

  waitFor(orderId: string): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.set(orderId, resolve);
      this.timer ??= setTimeout(() => void this.poll(), POLL_MS);
    });
  }

  private async poll(): Promise<void> {
    const { rows } = await this.orders.query<{ id: string }>({
      name: 'bench.paid',
      text: "SELECT id FROM orders WHERE id = ANY($1::uuid[]) AND status = 'PAID'",
      values: [[...this.waiting.keys()]],
    });
    for (const { id } of rows) {
      this.waiting.get(id)?.();
      this.waiting.delete(id);
    }
    this.timer = this.waiting.size > 0 ? setTimeout(() => void this.poll(), POLL_MS) : undefined;
  }
}
