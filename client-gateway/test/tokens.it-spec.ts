import { request as rawRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { Headers as NatsHeaders, SessionRevoked } from '@orderwire/contracts';
import { TestIssuer } from '@orderwire/test-kit';
import { exportJWK, SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { admin, customer, GatewayWorld, until } from './gateway-world.js';

const id = '019a0000-0000-7000-8000-000000000001';
const now = () => Math.floor(Date.now() / 1_000);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

let world: GatewayWorld;
beforeAll(async () => void (world = await GatewayWorld.create()));
beforeEach(() => world.fake.reset());
afterAll(() => world.close());

const claims = () => ({
  iss: 'orderwire',
  aud: 'orderwire-api',
  sub: String(admin.id),
  role: 'admin',
  sid: uuidv7(),
  jti: 'x',
  iat: now(),
  nbf: now(),
  exp: now() + 600,
});

describe('a Bearer token', () => {
  it('identifies the caller to the gateway and is passed on unchanged', async () => {
    const sessionId = uuidv7();
    const token = await world.issuer.sign(customer, { sessionId });
    const response = await world.call('GET', '/api/v1/orders', undefined, {
      authorization: `Bearer ${token}`,
    });
    expect(response.status).toBe(200);
    expect(world.fake.last?.context).toMatchObject({ actor: customer, sessionId, identity: token });
  });

  it('is passed on with the address and device of the client', async () => {
    await world.call('GET', `/api/v1/orders/${id}`, undefined, {
      'user-agent': `Shop/1.0 ${'x'.repeat(900)}`,
    });
    const { origin } = world.fake.last?.context ?? {};
    expect(origin?.ip).toBe('127.0.0.1');
    expect(origin?.device).toMatch(/^Shop\/1\.0 x+$/);
    expect(origin?.device?.length).toBe(300);
  });

  it.each([
    ['GET', '/products', undefined, 'products.list'],
    ['GET', `/orders/${id}`, undefined, 'orders.get'],
    ['POST', '/orders', { items: [{ productId: id, quantity: 1 }] }, 'orders.create'],
  ])('is verified locally: %s %s is one RPC', async (method, path, body, subject) => {
    const session = {
      authorization: `Bearer ${await world.issuer.sign(customer, { sessionId: uuidv7() })}`,
    };
    // The gateway and the service each fetch the keys once, for the first token they verify.
    await world.call('GET', '/api/v1/orders', undefined, await world.as(customer));
    const { connection } = world.link;
    const requests: string[] = [];
    const everything = connection.subscribe('>', {
      // RPCs have a reply subject; JetStream deliveries have one that starts with $JS.
      callback: (_error, { subject: requested, reply }) => {
        if (reply && !reply.startsWith('$JS.')) requests.push(requested);
      },
    });
    await connection.flush();
    expect((await world.call(method, `/api/v1${path}`, body, session)).status).toBeLessThan(300);
    await connection.flush();
    everything.unsubscribe();
    // JetStream API calls and audit entries of earlier requests are unrelated.
    const unrelated = /^(\$JS\.|auth\.record_audit$)/;
    expect(requests.filter((each) => !unrelated.test(each))).toEqual([subject]);
  });

  it('disables caching of the response', async () => {
    const { headers } = await world.call('GET', '/api/v1/orders', undefined, await world.as(customer));
    expect(headers.get('cache-control')).toBe('no-store');
    const product = await world.call('GET', `/api/v1/products/${id}`, undefined, await world.as(customer));
    expect(product.headers.get('cache-control')).toBe('private, no-cache');
    expect(product.headers.get('vary')).toBe('Authorization, Cookie');
  });

  it('of a revoked session is rejected within moments, although its signature is valid', async () => {
    const sessionId = uuidv7();
    const headers = { authorization: `Bearer ${await world.issuer.sign(customer, { sessionId })}` };
    expect((await world.call('GET', '/api/v1/orders', undefined, headers)).status).toBe(200);
    const event = { sessionId, userId: customer.id, reason: 'logout', revokedAt: new Date().toISOString() };
    await jetstream(world.link.connection).publish(SessionRevoked.subject, JSON.stringify(event));
    await until(async () => (await world.call('GET', '/api/v1/orders', undefined, headers)).status === 401);
  });
});

describe('an invalid token', () => {
  const bad: [string, () => Promise<string> | string][] = [
    ['is no token', () => 'garbage'],
    [
      'was changed',
      async () => (await world.issuer.sign(customer)).replace(/\.[^.]+\./, `.${part(claims())}.`),
    ],
    ['has ended', () => world.issuer.sign(admin, { expiresAt: now() - 60 })],
    ['is not valid yet', () => world.issuer.sign(admin, { notBefore: now() + 60 })],
    ['is for another audience', () => world.issuer.sign(admin, { audience: 'orderwire-services' })],
    ['has an unknown key id', () => world.issuer.sign(admin, { kid: 'unknown' })],
    [
      'is signed by another key with our key id',
      async () => world.issuer.sign(admin, { key: (await TestIssuer.unpublishedKey()).privateKey }),
    ],
    [
      'is unsigned',
      () => `${part({ alg: 'none', typ: 'at+jwt', kid: world.issuer.kid })}.${part(claims())}.`,
    ],
    [
      'is signed with a public key as a secret',
      async () => {
        const { x } = await exportJWK((await TestIssuer.unpublishedKey()).publicKey);
        return new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: world.issuer.kid })
          .sign(Buffer.from(x ?? '', 'base64url'));
      },
    ],
    ['is oversized', () => world.issuer.sign(admin, { claims: { padding: 'x'.repeat(8_000) } })],
  ];
  it.each(bad)('because it %s, is rejected on open routes too and reaches no service', async (_why, make) => {
    const headers = { authorization: `Bearer ${await make()}` };
    for (const path of ['/api/v1/products', '/api/v1/orders', `/api/v1/orders/${id}/stream`]) {
      const response = await world.call('GET', path, undefined, headers);
      expect([response.status, response.json['code']]).toEqual([401, 'auth.token_invalid']);
      expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    }
    expect(
      (await world.call('POST', '/api/v1/orders', { items: [{ productId: id, quantity: 1 }] }, headers))
        .status,
    ).toBe(401);
    expect(world.fake.calls).toEqual([]);
  });

  it.each(['Bearer', 'Bearer ', 'Bearer a b', 'Basic YWRtaW46YWRtaW4=', 'bearer\ttoken', 'Bearer "x"'])(
    'is every Authorization of %j',
    async (authorization) => {
      const response = await world.call('GET', '/api/v1/products', undefined, { authorization });
      expect([response.status, response.json['code']]).toEqual([401, 'auth.token_invalid']);
    },
  );

  it('is a valid one that is sent twice: a proxy may have checked the other', async () => {
    const token = await world.issuer.sign(admin);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = ['Host', 'x', 'Authorization', `Bearer ${token}`, 'Authorization', 'Bearer other'];
      rawRequest(`${world.gateway.url}/api/v1/products`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(401);
    expect(world.fake.calls).toEqual([]);
  });
});

describe('internal identity headers', () => {
  it('have no effect when a client sends them', async () => {
    await world.call('GET', `/api/v1/orders/${id}`, undefined, {
      [NatsHeaders.identity]: await world.issuer.sign(admin),
      [NatsHeaders.actor]: JSON.stringify(admin),
      [NatsHeaders.service]: 'x',
      [NatsHeaders.orderToken]: 'forged',
      [NatsHeaders.clientIp]: '10.0.0.1',
      [NatsHeaders.device]: 'forged',
    });
    const { context } = world.fake.last ?? {};
    expect(context).toMatchObject({ actor: { role: 'guest', id: null }, origin: { ip: '127.0.0.1' } });
    for (const name of ['identity', 'service', 'orderToken'] as const)
      expect(context?.[name]).toBeUndefined();
    expect(context?.origin?.device).not.toBe('forged');
  });

  it('do not include X-Order-Token, which is passed on if it is well-formed', async () => {
    const orderTokenFor = async (token: string) => {
      await world.call('GET', `/api/v1/orders/${id}`, undefined, { 'x-order-token': token });
      return world.fake.last?.context.orderToken;
    };
    expect(await orderTokenFor('aB3-_xyz')).toBe('aB3-_xyz');
    for (const odd of ['a b', 'x'.repeat(101), 'é', '<x>']) expect(await orderTokenFor(odd)).toBeUndefined();
  });
});
