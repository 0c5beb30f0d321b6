import { randomUUID } from 'node:crypto';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bareEnvironment } from '@orderwire/launcher/system';
import { ShopClient } from '@orderwire/test-kit/shop-client';
import { until } from './harness/until.js';
import { useOwnSystem } from './harness/system.js';

const SIGN_IN = 12;
const ACCOUNT = 40;
/** Windows start at multiples of their length: one that does not end during the tests. */
const WINDOW_SECONDS = Array.from({ length: 40 }, (_, index) => 3_600 - 50 * index).find(
  (length) => length - ((Date.now() / 1_000) % length) > 1_200,
);
const system = useOwnSystem({
  replicas: { 'client-gateway': 2 },
  environment: {
    ...bareEnvironment(),
    RATE_LIMIT_SIGN_IN: String(SIGN_IN),
    RATE_LIMIT_ACCOUNT: String(ACCOUNT),
    TRUST_PROXY: 'loopback',
    RATE_LIMIT_WINDOW_SECONDS: String(WINDOW_SECONDS),
  },
});

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
