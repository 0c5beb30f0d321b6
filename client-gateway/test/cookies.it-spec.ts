import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Login, Logout, Refresh, Register, TokenInvalid } from '@orderwire/contracts';
import { customer, GatewayWorld, signedIn, staff } from './gateway-world.js';

const id = '019a0000-0000-7000-8000-000000000001';
const allowed = 'https://shop.example';
const login = { email: 'ada@example.com', password: 'x' };
const order = { items: [{ productId: id, quantity: 1 }] };

let world: GatewayWorld;
/** The cookies of a signed-in browser. */
let cookie: string;
beforeAll(async () => {
  world = await GatewayWorld.create({ CORS_ORIGINS: [allowed], TRUST_PROXY: 'loopback' });
  cookie = `__Host-orderwire-access=${await world.issuer.tokenOf(customer)}; __Host-orderwire-refresh=r; theme=dark`;
});
beforeEach(async () => {
  await world.fake.reset();
  world.stub([Login, Register, Refresh], () => signedIn);
});
afterAll(() => world.close());

const cookiesSet = (headers: Headers) =>
  headers.getSetCookie().map((line) => {
    const [pair = '', ...attributes] = line.split('; ');
    return { pair, attributes: attributes.filter((one) => !one.startsWith('Max-Age')).sort(), line };
  });
const cleared = (headers: Headers) =>
  cookiesSet(headers)
    .filter(({ line }) => line.includes('Max-Age=0'))
    .map(({ pair }) => pair.split('=')[0]);

describe('a browser session', () => {
  it.each([
    ['login', login, 200],
    ['register', { name: 'Ada', ...login, password: 'long enough' }, 201],
    ['refresh', { refreshToken: undefined }, 200],
  ])(
    'by %s has both tokens in cookies that scripts, other hosts and other sites cannot use',
    async (route, body, status) => {
      const headers: Record<string, string> =
        route === 'refresh' ? { cookie: '__Host-orderwire-refresh=r', 'x-csrf-protection': '1' } : {};
      const response = await world.call('POST', `/api/v1/auth/${route}`, body, headers);
      expect(response.status).toBe(status);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.json).toEqual({
        user: signedIn.user,
        accessToken: signedIn.accessToken,
        expiresAt: signedIn.expiresAt,
      });
      expect(cookiesSet(response.headers)).toMatchObject(
        [
          ['__Host-orderwire-access', signedIn.accessToken],
          ['__Host-orderwire-refresh', signedIn.refreshToken],
        ].map(([name, value]) => ({
          pair: `${name}=${value}`,
          attributes: ['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure'],
          line: expect.stringMatching(/Max-Age=\d{3,7}/),
        })),
      );
    },
  );

  it('is not started for API clients: on request the refresh token is in the body, and no cookie is set', async () => {
    const response = await world.call('POST', '/api/v1/auth/login', login, { 'x-token-delivery': 'body' });
    expect(response.json).toMatchObject({ refreshToken: signedIn.refreshToken });
    expect(response.headers.getSetCookie()).toEqual([]);
    const next = await world.call('POST', '/api/v1/auth/refresh', { refreshToken: 'mine' });
    expect(next.json).toMatchObject({ refreshToken: signedIn.refreshToken });
    expect(next.headers.getSetCookie()).toEqual([]);
    expect(world.fake.last?.request).toEqual({ refreshToken: 'mine' });
  });

  it('has neither token in a body on request, nor one from a cookie in any body', async () => {
    const byCookie = { 'x-token-delivery': 'cookie' };
    const own = { cookie, 'x-csrf-protection': '1' };
    const replies = [
      await world.call('POST', '/api/v1/auth/login', login, byCookie),
      await world.call('POST', '/api/v1/auth/refresh', undefined, { ...own, ...byCookie }),
    ];
    for (const { json } of replies)
      expect(json).toEqual({ user: signedIn.user, expiresAt: signedIn.expiresAt });
    const asked = await world.call('POST', '/api/v1/auth/refresh', undefined, {
      ...own,
      'x-token-delivery': 'body',
    });
    expect(asked.text).not.toContain(signedIn.refreshToken);
  });

  it('cannot be started by a page of another site (login CSRF)', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example', 'x-csrf-protection': '1' },
    ];
    for (const headers of foreign)
      for (const route of ['login', 'register']) {
        const response = await world.call('POST', `/api/v1/auth/${route}`, login, headers);
        expect([headers, response.status, response.json['code']]).toEqual([headers, 403, 'http.csrf']);
      }
    expect(world.fake.calls).toEqual([]);
    expect((await world.call('POST', '/api/v1/auth/login', login, { origin: allowed })).status).toBe(200);
    expect(
      (await world.call('POST', '/api/v1/auth/login', login, { origin: world.gateway.url })).status,
    ).toBe(200);
  });

  it('loses its cookies when the refresh token is invalid', async () => {
    world.fake.on(Refresh, () => {
      throw TokenInvalid();
    });
    const own = { cookie, 'x-csrf-protection': '1' };
    const response = await world.call('POST', '/api/v1/auth/refresh', undefined, own);
    expect(response.status).toBe(401);
    expect(cleared(response.headers)).toEqual(['__Host-orderwire-access', '__Host-orderwire-refresh']);
    expect((await world.call('POST', '/api/v1/auth/refresh')).status).toBe(401);
  });

  it('ends with a logout, also when it has ended before', async () => {
    world.fake.on(Logout, () => ({ ended: 1 }));
    const own = { cookie, 'x-csrf-protection': '1' };
    const response = await world.call('POST', '/api/v1/auth/logout', undefined, own);
    expect([response.status, response.json]).toEqual([200, { ended: 1 }]);
    expect(world.fake.last?.request).toEqual({ refreshToken: 'r' });
    expect(cleared(response.headers)).toEqual(['__Host-orderwire-access', '__Host-orderwire-refresh']);
    expect((await world.call('POST', '/api/v1/auth/logout')).json).toEqual({ ended: 0 });
    const byBody = await world.call('POST', '/api/v1/auth/logout', { refreshToken: 'mine' });
    expect(world.fake.last?.request).toEqual({ refreshToken: 'mine' });
    expect(byBody.headers.getSetCookie()).toEqual([]);
  });
});

describe('a request with session cookies', () => {
  it('acts for the account', async () => {
    expect((await world.call('GET', '/api/v1/orders', undefined, { cookie })).status).toBe(200);
    expect(world.fake.last?.context.actor).toEqual(customer);
  });

  it('uses a Bearer token instead if it has one, and then needs no CSRF header', async () => {
    const headers = { cookie, ...(await world.as(staff)), origin: 'https://elsewhere.example' };
    expect((await world.call('POST', '/api/v1/orders', order, headers)).status).toBe(201);
    expect(world.fake.last?.context.actor).toEqual(staff);
  });

  it.each([
    ['without the header', {}],
    ['with another value in it', { 'x-csrf-protection': 'yes' }],
    ['from another origin', { 'x-csrf-protection': '1', origin: 'https://evil.example' }],
    ['from a frame without an origin', { 'x-csrf-protection': '1', origin: 'null' }],
    [
      'from another site according to Sec-Fetch-Site',
      { 'x-csrf-protection': '1', 'sec-fetch-site': 'cross-site' },
    ],
    ['from another host of the same site', { 'x-csrf-protection': '1', 'sec-fetch-site': 'same-site' }],
    ['from our own host on another port', { 'x-csrf-protection': '1', origin: 'http://127.0.0.1:1' }],
  ])('is rejected %s', async (_case, headers: Record<string, string>) => {
    for (const [method, path] of [
      ['POST', '/orders'],
      ['DELETE', '/auth/me'],
      ['POST', '/auth/logout'],
      ['POST', '/auth/refresh'],
    ] as const) {
      const response = await world.call(method, `/api/v1${path}`, undefined, { cookie, ...headers });
      expect([path, response.status, response.json['code']]).toEqual([path, 403, 'http.csrf']);
    }
    expect(world.fake.calls).toEqual([]);
  });

  it.each([
    ['from our own page', () => ({ origin: world.gateway.url, 'sec-fetch-site': 'same-origin' })],
    ['from a page on the allow-list', () => ({ origin: allowed, 'sec-fetch-site': 'cross-site' })],
    ['from an API client', () => ({})],
    [
      'from our own page behind a proxy that ends TLS',
      () => ({
        origin: 'https://api.shop.example',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'api.shop.example',
      }),
    ],
  ])('is accepted %s, with the header', async (_case, headers: () => Record<string, string>) => {
    const own = { cookie, 'x-csrf-protection': '1', ...headers() };
    expect((await world.call('POST', '/api/v1/orders', order, own)).status).toBe(201);
    expect(world.fake.last?.context.actor).toEqual(customer);
  });

  it('acts for a guest on open routes and loses the cookie when the token has expired', async () => {
    const stale = `__Host-orderwire-access=${await world.issuer.sign(customer, { expiresAt: 1 })}`;
    const open = await world.call('GET', '/api/v1/products', undefined, { cookie: stale });
    expect([open.status, cleared(open.headers)]).toEqual([200, ['__Host-orderwire-access']]);
    expect(world.fake.last?.context.actor.role).toBe('guest');
    const closed = await world.call('GET', '/api/v1/orders', undefined, { cookie: stale });
    expect([closed.status, closed.json['code']]).toEqual([401, 'auth.token_invalid']);
  });

  it('ignores cookies without the __Host- prefix, which other hosts could set', async () => {
    const token = await world.issuer.tokenOf(customer);
    for (const name of ['orderwire-access', '__Secure-orderwire-access', '__host-orderwire-access'])
      expect(
        (await world.call('GET', '/api/v1/orders', undefined, { cookie: `${name}=${token}` })).status,
      ).toBe(401);
  });
});

describe('over TLS', () => {
  it('responses carry HSTS, and over plain HTTP they do not', async () => {
    const secure = await world.call('GET', '/api/v1/products', undefined, { 'x-forwarded-proto': 'https' });
    expect(secure.headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/);
    const plain = await world.call('GET', '/api/v1/products');
    expect(plain.headers.get('strict-transport-security')).toBeNull();
  });
});

describe('the JWKS', () => {
  it('is public and contains only public keys', async () => {
    const { status, json, headers } = await world.call('GET', '/.well-known/jwks.json');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(json).toMatchObject({ keys: [{ kid: world.issuer.kid, alg: 'EdDSA', crv: 'Ed25519' }] });
    expect(JSON.stringify(json)).not.toContain('"d"');
  });
});
