import type { BenchShoppers } from './bench-shoppers.js';
import { send } from './http-client.js';
import type { PaidWatch } from './paid-watch.js';
import type { Target } from './target.js';

/** What one run of load measured. */
export interface LoadResult {
  orders: number;
  seconds: number;
  /** Milliseconds from POST /orders to its answer. */
  placing: number[];
  /** Milliseconds from POST /orders to PAID in the database, paying at Checkout included. */
  whole: number[];
  failures: string[];
}

/** `place`: only POST /orders. `paid`: order, pay at Checkout, wait for PAID. */
export type Journey = 'place' | 'paid';

interface Placed {
  order: { id: string };
  paymentSession: { id: string };
}

/** Who buys, and what there is to buy. */
export interface Shop {
  products: string[];
  shoppers: BenchShoppers;
}

/** Drives `concurrency` shoppers, each starting the next order when the last one is done, for `seconds`. */
export async function drive(
  target: Target,
  watch: PaidWatch,
  { products, shoppers }: Shop,
  { journey, concurrency, seconds }: { journey: Journey; concurrency: number; seconds: number },
): Promise<LoadResult> {
  const result: LoadResult = { orders: 0, seconds: 0, placing: [], whole: [], failures: [] };
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  let turn = 0;
  const shopper = async (): Promise<void> => {
    while (performance.now() < end && result.failures.length < 20) {
      try {
        const [body, headers] = [basket(products, turn), await shoppers.headers(turn++)];
        await order(target, watch, journey, body, headers, result);
      } catch (error) {
        result.failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, shopper));
  result.seconds = (performance.now() - begin) / 1_000;
  return result;
}

/** Two lines of neighbouring products, so that load spreads over the catalogue. */
const basket = (products: string[], turn: number) => ({
  items: [0, 1].map((offset) => ({ productId: products[(turn + offset) % products.length], quantity: 1 })),
});

async function order(
  target: Target,
  watch: PaidWatch,
  journey: Journey,
  body: unknown,
  headers: Record<string, string>,
  result: LoadResult,
): Promise<void> {
  const begin = performance.now();
  const answer = await send('POST', `${target.gatewayUrl}/api/v1/orders`, body, headers);
  if (answer.status !== 201)
    throw new Error(`POST /orders answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  result.placing.push(performance.now() - begin);
  if (journey === 'paid') {
    const { order: placed, paymentSession } = JSON.parse(answer.body) as Placed;
    await pay(target, paymentSession.id);
    await watch.paid(placed.id);
    result.whole.push(performance.now() - begin);
  }
  result.orders++;
}

async function pay(target: Target, sessionId: string): Promise<void> {
  const url = `${target.stripeUrl}/_sandbox/checkout/sessions/${sessionId}/pay`;
  const { status, body } = await send(
    'POST',
    url,
    { card: '4242424242424242', email: 'bench@example.com' },
    { authorization: `Bearer ${target.stripeSecret}` },
  );
  if (status !== 200) throw new Error(`paying answered ${status}: ${body.slice(0, 300)}`);
}
