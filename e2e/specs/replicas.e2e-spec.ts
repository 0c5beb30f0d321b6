import { randomUUID } from 'node:crypto';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bareEnvironment } from '@orderwire/launcher/system';
import { ShopClient } from '@orderwire/test-kit/shop-client';
import { rollingServices } from '../src/chaos/cluster/cluster-plan.js';
import { subjectsOfPaid, twoMailsAbout } from './harness/mails.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useOwnSystem } from './harness/system.js';
import { until } from './harness/until.js';

const two = Object.fromEntries(rollingServices.map((name) => [name, 2]));
/** Read whenever a service starts. */
const environment = bareEnvironment();
const system = useOwnSystem({ replicas: two, environment });
const shopper = new ShopperClient(system);

describe('two replicas of every service', () => {
  it('create one order per request, settle and confirm each once, and sell no more than the stock', async () => {
    const productId = await shopper.createProduct(30);
    const placed = await Promise.all(Array.from({ length: 20 }, () => shopper.createOrder(productId)));
    expect(new Set(placed.map(({ order }) => order.id)).size).toBe(20);
    await Promise.all(placed.map(({ paymentSession }) => shopper.pay(paymentSession.id)));
    for (const { order } of placed) {
      await shopper.waitForStatus(order.id, 'PAID');
      expect(await shopper.timelineSteps(order.id)).toEqual([
        'created',
        'payment_session_opened',
        'webhook_seen',
        'paid',
      ]);
      const mails = await twoMailsAbout(system, order.id);
      expect(mails.map(({ subject }) => subject)).toEqual(subjectsOfPaid(order.id));
    }
    const { body } = await shopper.request<{ data: { items: { productId: string }[] }[] }>(
      'GET',
      '/orders?limit=100',
    );
    expect(body.data.filter(({ items }) => items[0]?.productId === productId)).toHaveLength(20);
    const rest = await Promise.all(
      Array.from({ length: 15 }, () =>
        shopper.request('POST', '/orders', { items: [{ productId, quantity: 1 }] }),
      ),
    );
    expect(rest.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(rest.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  it('create one order for concurrent requests with one Idempotency-Key', async () => {
    const productId = await shopper.createProduct();
    const key = { 'idempotency-key': 'pressed-twice-by-a-guest' };
    const body = { items: [{ productId, quantity: 1 }] };
    const replies = await Promise.all(
      Array.from({ length: 6 }, () =>
        shopper.request<{ order?: { id: string } }>('POST', '/orders', body, key),
      ),
    );
    for (const { status } of replies) expect([201, 409]).toContain(status);
    const ids = new Set(replies.flatMap((reply) => reply.body.order?.id ?? []));
    expect(ids.size).toBe(1);
  });
});

const SIGN_IN = 12;
const ACCOUNT = 40;
/** Windows start at multiples of their length: one that does not end during the tests. */
const WINDOW_SECONDS = Array.from({ length: 40 }, (_, index) => 3_600 - 50 * index).find(
  (length) => length - ((Date.now() / 1_000) % length) > 1_200,
);

describe('two gateways behind one address', () => {
  let front: Server;
  const sockets = new Set<Socket>();
  let address: string;
  let one: string;
  let two: string;
  const me = (gateway: string, { session }: ShopClient) =>
    ShopClient.guest(gateway).request('GET', '/auth/me', undefined, {
      authorization: `Bearer ${session.tokens.accessToken}`,
      connection: 'close',
    });
  const registerAt = (gateway: string) =>
    ShopClient.register(gateway, {
      name: 'Grace Hopper',
      email: `${randomUUID()}@example.com`,
      password: `a long password ${randomUUID()}`,
    });
  /** Requests that are answered before the first 429. */
  const letThrough = async (gateway: string, account: ShopClient, pauseMs: number) => {
    for (let count = 0; ; count++) {
      if ((await me(gateway, account)).status === 429) return count;
      await sleep(pauseMs);
    }
  };
  /** Whether a sign-in from this address is refused with 429. */
  const isTooMany = async (gateway: string, ip: string) => {
    const unknown = { email: `${randomUUID()}@example.com`, password: 'wrong' };
    const { body } = await ShopClient.guest(gateway).request('POST', '/auth/login', unknown, {
      'x-forwarded-for': ip,
    });
    return body['code'] === 'http.too_many_requests';
  };

  beforeAll(async () => {
    Object.assign(environment, {
      RATE_LIMIT_SIGN_IN: String(SIGN_IN),
      RATE_LIMIT_ACCOUNT: String(ACCOUNT),
      TRUST_PROXY: 'loopback',
      RATE_LIMIT_WINDOW_SECONDS: String(WINDOW_SECONDS),
    });
    await system.stop('client-gateway');
    await system.start('client-gateway');
    [one = '', two = ''] = system.embedded.replicasOf('client-gateway').map(({ url }) => url);
    let turn = 0;
    front = createServer((client) => {
      const { port } = new URL(turn++ % 2 ? one : two);
      const gateway = dial(Number(port), '127.0.0.1');
      client.pipe(gateway).pipe(client);
      for (const socket of [client, gateway]) {
        sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => [client, gateway].map((end) => end.destroy()));
      }
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(front.address() as { port: number }).port}`;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => void front?.close(resolve));
  });

  it('share sessions: what one ends, the other refuses', async () => {
    const account = await registerAt(address);
    expect([(await me(one, account)).status, (await me(two, account)).status]).toEqual([200, 200]);
    const { refreshToken } = account.session.tokens;
    expect(
      (await ShopClient.guest(one).request('POST', '/auth/logout', { refreshToken })).status,
    ).toBeLessThan(300);
    await until(
      () => me(two, account),
      ({ status }) => status === 401,
    );
    expect(await me(two, account)).toMatchObject({ body: { code: 'auth.token_invalid' } });
  });

  it('count the requests of an account together, and each account separately', async () => {
    const [busy, quiet] = [await registerAt(address), await registerAt(address)];
    expect(await letThrough(one, busy, 10)).toBe(ACCOUNT);
    // The other gateway learns the count some hundred milliseconds after its own first request.
    expect(await letThrough(two, busy, 500)).toBeLessThan(ACCOUNT);
    const refused = await me(two, busy);
    expect(refused).toMatchObject({ status: 429, body: { code: 'http.too_many_requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await me(two, quiet)).status).toBe(200);
  });

  it('allow exactly as many sign-ins per address as one gateway', async () => {
    let ip = '';
    let tries = 0;
    const tryAll = async () => {
      ip = `198.51.100.${++tries}`;
      const refused: boolean[] = [];
      for (let count = 0; count < 2 * SIGN_IN; count++)
        refused.push(await isTooMany(count % 2 ? one : two, ip));
      return refused;
    };
    // A gateway does not wait longer than 500 ms for the shared counter, so a stalled machine may
    // need another try.
    await until(tryAll, (refused) => refused.every((is, count) => is === count >= SIGN_IN));
    expect(await isTooMany(address, ip)).toBe(true);
    expect((await ShopClient.guest(address).listProducts()).status).toBe(200);
  });
});
