import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CreateOrderRequest } from '@orderwire/contracts';

// The modules of the page expect a browser.
const stored = new Map<string, string>();
const storage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
};
/** One holder at a time, as in a browser. */
let held: Promise<unknown> = Promise.resolve();
const locks = {
  request: (_name: string, work: () => Promise<unknown>) => (held = held.catch(() => undefined).then(work)),
};
Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
Object.assign(globalThis, {
  addEventListener: () => undefined,
  sessionStorage: storage,
  localStorage: storage,
});

/** An order that the server has created, by its Idempotency-Key. */
const orders = new Map<string, string>();
const cancelled: string[] = [];
/** What happens to the next requests: the reply is lost, or a problem is the reply. */
let next: ('lost' | { status: number; body: object })[] = [];

globalThis.fetch = (async (url: string, { headers }: { headers: Record<string, string> }) => {
  if (url.endsWith('/cancel')) {
    cancelled.push(url.split('/').at(-2)!);
    return Response.json({});
  }
  const outcome = next.shift();
  if (typeof outcome === 'object') return Response.json(outcome.body, { status: outcome.status });
  const key = headers['idempotency-key']!;
  if (!orders.has(key)) orders.set(key, `order-${orders.size + 1}`);
  if (outcome === 'lost') throw new TypeError('network');
  return Response.json({ order: { id: orders.get(key) }, paymentSession: null });
}) as unknown as typeof fetch;

const { placeOrder, forgetAttempt } = await import('./placing');

const request: CreateOrderRequest = { items: [{ productId: 'a', quantity: 1 }], email: 'ada@example.com' };
const changed: CreateOrderRequest = { ...request, email: 'ada.king@example.com' };

describe('placing an order', () => {
  beforeEach(() => {
    stored.clear();
    orders.clear();
    cancelled.length = 0;
    next = [];
  });

  it('creates one order, however often the button is pressed', async () => {
    const [first, second] = await Promise.all([placeOrder(request), placeOrder(request)]);
    expect(second.order.id).toBe(first.order.id);
    expect(orders.size).toBe(1);
  });

  it('creates one order when the reply is lost and the request repeated', async () => {
    next = ['lost'];
    await expect(placeOrder(request)).rejects.toMatchObject({ code: 'network' });
    expect((await placeOrder(request)).order.id).toBe('order-1');
    expect(orders.size).toBe(1);
  });

  it('cancels the first order when its reply was lost and the shopper has changed it since', async () => {
    next = ['lost'];
    await expect(placeOrder(request)).rejects.toMatchObject({ code: 'network' });
    expect((await placeOrder(changed)).order.id).toBe('order-2');
    expect(cancelled).toEqual(['order-1']);
  });

  it('creates no second order while the outcome of the first is unknown', async () => {
    next = ['lost', 'lost'];
    await expect(placeOrder(request)).rejects.toMatchObject({ code: 'network' });
    await expect(placeOrder(changed)).rejects.toMatchObject({ code: 'network' });
    expect(orders.size).toBe(1);
  });

  it('keeps the key of a lost reply when the next request is refused on its way', async () => {
    next = ['lost', { status: 429, body: { code: 'http.too_many_requests' } }];
    await expect(placeOrder(request)).rejects.toMatchObject({ code: 'network' });
    await expect(placeOrder(request)).rejects.toMatchObject({ code: 'http.too_many_requests' });
    expect((await placeOrder(request)).order.id).toBe('order-1');
  });

  it('does not repeat the request of a guest for an account', async () => {
    next = ['lost'];
    await expect(placeOrder(request)).rejects.toMatchObject({ code: 'network' });
    const { rememberSession, forgetSession } = await import('../../api/session');
    rememberSession({
      user: { id: 'ada' } as never,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect((await placeOrder(request)).order.id).toBe('order-2');
    forgetSession();
    expect(cancelled).toEqual([]);
  });

  it('uses a new key after a refusal, and for the next order', async () => {
    next = [{ status: 409, body: { code: 'products.not_sellable' } }];
    await expect(placeOrder(request)).rejects.toMatchObject({ code: 'products.not_sellable' });
    expect(stored.size).toBe(0);
    await placeOrder(request);
    forgetAttempt();
    expect((await placeOrder(request)).order.id).toBe('order-2');
  });
});
