import { describe, expect, it } from '@jest/globals';
import { HttpReply, type HttpRequest, RequestFailed } from './http.js';
import { RetryPolicy } from './retry-policy.js';
import { ShopClient } from './shop-client.js';

/**
 * A gateway that answers each request with the next of the given replies, the last one for ever.
 */
function fakeGateway(...replies: [status: number, body: object][]) {
  const requests: HttpRequest[] = [];
  const transport = async (request: HttpRequest) => {
    const [status, body] = replies[Math.min(requests.length, replies.length - 1)] ?? [500, {}];
    requests.push(request);
    return new HttpReply(status, JSON.stringify(body), () => new Headers(), request.url);
  };
  return { requests, transport };
}

const tokens = (number: number, lifeMs: number) => ({
  user: { id: '1', email: 'ada@example.com', role: 'customer' },
  accessToken: `access ${number}`,
  refreshToken: `refresh ${number}`,
  expiresAt: new Date(Date.now() + lifeMs).toISOString(),
});
const credentials = { email: 'ada@example.com', password: 'secret' };

describe('a session', () => {
  it('keeps its access token until the last minute', async () => {
    const { requests, transport } = fakeGateway([200, tokens(1, 600_000)]);
    const { session } = await ShopClient.signIn('http://gateway', credentials, { transport });
    expect(await session.authorization()).toBe('Bearer access 1');
    expect(requests.map(({ url }) => url)).toEqual(['http://gateway/api/v1/auth/login']);
  });

  it('refreshes an access token in its last minute, once for all concurrent callers', async () => {
    const { requests, transport } = fakeGateway([200, tokens(1, 30_000)], [200, tokens(2, 600_000)]);
    const { session } = await ShopClient.signIn('http://gateway', credentials, { transport });
    const all = await Promise.all([1, 2, 3].map(() => session.authorization()));
    expect(new Set(all)).toEqual(new Set(['Bearer access 2']));
    expect(requests.slice(1)).toMatchObject([
      { url: 'http://gateway/api/v1/auth/refresh', body: '{"refreshToken":"refresh 1"}' },
    ]);
    expect(await session.authorization()).toBe('Bearer access 2');
  });
});

describe('a registration', () => {
  it('leaves credentials with which the account signs in: address and password, not the name', async () => {
    const { transport } = fakeGateway([201, tokens(1, 600_000)]);
    const account = { name: 'Ada', ...credentials };
    const { session } = await ShopClient.register('http://gateway', account, { transport });
    expect(session.credentials).toEqual(credentials);
  });
});

describe('a reply', () => {
  const read = async (status: number, body: object) => {
    const { transport } = fakeGateway([status, body]);
    return (await ShopClient.guest('http://gateway', { transport }).getOrder('1')).orThrow();
  };

  it('of success gives its body', async () => {
    expect(await read(200, { id: '1' })).toEqual({ id: '1' });
  });

  it('of a problem throws with detail, code, broken rules and details', async () => {
    const problem = { code: 'orders.x', detail: 'No.', errors: [{ message: 'id' }], details: { left: 2 } };
    await expect(read(409, problem)).rejects.toEqual(
      new RequestFailed('No. (orders.x)\n  id\n  left: 2', 409),
    );
  });
});

describe('a retry policy', () => {
  it('repeats a request until the reply is definite', async () => {
    const inFlight = { code: 'idempotency.in_flight' };
    const { requests, transport } = fakeGateway([503, {}], [429, {}], [409, inFlight], [404, {}]);
    const retry = new RetryPolicy(60_000);
    const guest = ShopClient.guest('http://gateway', { transport, retry });
    expect((await guest.getOrder('1')).status).toBe(404);
    expect(requests).toHaveLength(4);
    expect(retry.retries).toBe(3);
  });

  it('fails with the last outcome when its time is over, and when it is aborted', async () => {
    const { transport } = fakeGateway([503, {}]);
    const get = (retry: RetryPolicy) => ShopClient.guest('http://g', { transport, retry }).getOrder('1');
    await expect(get(new RetryPolicy(-1))).rejects.toThrow(/no definite reply .*: 503/);
    await expect(get(new RetryPolicy(60_000, AbortSignal.abort()))).rejects.toThrow(/abort/i);
  });
});
