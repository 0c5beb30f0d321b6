import { request as rawRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { Headers as NatsHeaders, SessionRevoked } from '@orderwire/contracts';
import { ensureStream } from '@orderwire/platform';
import { TestIssuer } from '@orderwire/test-kit';
import { exportJWK, SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { admin, customer, GatewayWorld, until } from './gateway-world.js';

const id = '019a0000-0000-7000-8000-000000000001';
const now = () => Math.floor(Date.now() / 1_000);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

let world: GatewayWorld;
beforeAll(async () => void (world = await GatewayWorld.create()));
beforeEach(() => world.dial.reset());
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
  it('says who asks, to the gateway and, unchanged, to the service behind it', async () => {
    const sessionId = uuidv7();
    const token = await world.issuer.sign(customer, { sessionId });
    const answer = await world.call('GET', '/api/v1/orders', undefined, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(200);
    expect(world.dial.last?.context).toMatchObject({ actor: customer, sessionId, identity: token });
  });

  it('brings along from where and with what the client asks', async () => {
    await world.call('GET', `/api/v1/orders/${id}`, undefined, {
      'user-agent': `Shop/1.0 ${'x'.repeat(900)}`,
    });
    const { origin } = world.dial.last?.context ?? {};
    expect(origin?.ip).toBe('127.0.0.1');
    expect(origin?.device).toMatch(/^Shop\/1\.0 x+$/);
    expect(origin?.device?.length).toBe(300);
  });

  it.each([
    ['GET', '/products', undefined, 'products.list'],
    ['GET', `/orders/${id}`, undefined, 'orders.get'],
    ['POST', '/orders', { items: [{ productId: id, quantity: 1 }] }, 'orders.create'],
  ])(
    'is checked without asking anybody: %s %s is one question over NATS',
    async (method, path, body, subject) => {
      const session = {
        authorization: `Bearer ${await world.issuer.sign(customer, { sessionId: uuidv7() })}`,
      };
      // The gateway and the shop each read the keys once, with the first token they see.
      await world.call('GET', '/api/v1/orders', undefined, await world.as(customer));
      const { connection } = world.link;
      const heard: string[] = [];
      const everything = connection.subscribe('>', {
        // A question has somebody to answer to; what JetStream delivers has only itself.
        callback: (_error, { subject: asked, reply }) => {
          if (reply && !reply.startsWith('$JS.')) heard.push(asked);
        },
      });
      await connection.flush();
      expect((await world.call(method, `/api/v1${path}`, body, session)).status).toBeLessThan(300);
      await connection.flush();
      everything.unsubscribe();
      // What JetStream is asked, and notes of what was refused before, go on beside it.
      const beside = /^(\$JS\.|auth\.record_audit$)/;
      expect(heard.filter((each) => !beside.test(each))).toEqual([subject]);
    },
  );

  it('keeps what it opens out of caches', async () => {
    const { headers } = await world.call('GET', '/api/v1/orders', undefined, await world.as(customer));
    expect(headers.get('cache-control')).toBe('no-store');
    const product = await world.call('GET', `/api/v1/products/${id}`, undefined, await world.as(customer));
    expect(product.headers.get('cache-control')).toBe('private, no-cache');
    expect(product.headers.get('vary')).toBe('Authorization, Cookie');
  });

  it('of a session that ended is refused within moments, although it still verifies', async () => {
    await ensureStream(world.link.connection, 1);
    const sessionId = uuidv7();
    const headers = { authorization: `Bearer ${await world.issuer.sign(customer, { sessionId })}` };
    expect((await world.call('GET', '/api/v1/orders', undefined, headers)).status).toBe(200);
    const event = { sessionId, userId: customer.id, reason: 'logout', revokedAt: new Date().toISOString() };
    await jetstream(world.link.connection).publish(SessionRevoked.subject, JSON.stringify(event));
    await until(async () => (await world.call('GET', '/api/v1/orders', undefined, headers)).status === 401);
  });
});

describe('a token that proves nothing', () => {
  const bad: [string, () => Promise<string> | string][] = [
    ['is no token', () => 'rubbish'],
    [
      'was changed',
      async () => (await world.issuer.sign(customer)).replace(/\.[^.]+\./, `.${part(claims())}.`),
    ],
    ['has ended', () => world.issuer.sign(admin, { expiresAt: now() - 60 })],
    ['is not valid yet', () => world.issuer.sign(admin, { notBefore: now() + 60 })],
    ['is for another audience', () => world.issuer.sign(admin, { audience: 'orderwire-services' })],
    ['is of an unknown key', () => world.issuer.sign(admin, { kid: 'nobody' })],
    [
      'is of another key under our key’s name',
      async () => world.issuer.sign(admin, { key: (await TestIssuer.strangersKey()).privateKey }),
    ],
    [
      'is unsigned',
      () => `${part({ alg: 'none', typ: 'at+jwt', kid: world.issuer.kid })}.${part(claims())}.`,
    ],
    [
      'is signed with a public key as a secret',
      async () => {
        const { x } = await exportJWK((await TestIssuer.strangersKey()).publicKey);
        return new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: world.issuer.kid })
          .sign(Buffer.from(x ?? '', 'base64url'));
      },
    ],
    ['is oversized', () => world.issuer.sign(admin, { claims: { padding: 'x'.repeat(8_000) } })],
  ];
  it.each(bad)('because it %s, is refused on open routes too, and reaches no service', async (_why, make) => {
    const headers = { authorization: `Bearer ${await make()}` };
    for (const path of ['/api/v1/products', '/api/v1/orders', `/api/v1/orders/${id}/stream`]) {
      const answer = await world.call('GET', path, undefined, headers);
      expect([answer.status, answer.json['code']]).toEqual([401, 'auth.token_invalid']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    }
    expect(
      (await world.call('POST', '/api/v1/orders', { items: [{ productId: id, quantity: 1 }] }, headers))
        .status,
    ).toBe(401);
    expect(world.dial.asked).toEqual([]);
  });

  it.each(['Bearer', 'Bearer ', 'Bearer a b', 'Basic YWRtaW46YWRtaW4=', 'bearer\ttoken', 'Bearer "x"'])(
    'is all of an Authorization of %j',
    async (authorization) => {
      const answer = await world.call('GET', '/api/v1/products', undefined, { authorization });
      expect([answer.status, answer.json['code']]).toEqual([401, 'auth.token_invalid']);
    },
  );

  it('is a good one that comes twice: a proxy may have looked at the other', async () => {
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
    expect(world.dial.asked).toEqual([]);
  });
});

describe('headers that speak of identity inside', () => {
  it('have no effect when a client sends them', async () => {
    await world.call('GET', `/api/v1/orders/${id}`, undefined, {
      [NatsHeaders.identity]: await world.issuer.sign(admin),
      [NatsHeaders.actor]: JSON.stringify(admin),
      [NatsHeaders.service]: 'x',
      [NatsHeaders.orderToken]: 'forged',
      [NatsHeaders.clientIp]: '10.0.0.1',
      [NatsHeaders.device]: 'forged',
    });
    const { context } = world.dial.last ?? {};
    expect(context).toMatchObject({ actor: { role: 'guest', id: null }, origin: { ip: '127.0.0.1' } });
    for (const name of ['identity', 'service', 'orderToken'] as const)
      expect(context?.[name]).toBeUndefined();
    expect(context?.origin?.device).not.toBe('forged');
  });

  it('are not what X-Order-Token says; that one is passed on, if it can be one', async () => {
    const ask = async (token: string) => {
      await world.call('GET', `/api/v1/orders/${id}`, undefined, { 'x-order-token': token });
      return world.dial.last?.context?.orderToken;
    };
    expect(await ask('aB3-_xyz')).toBe('aB3-_xyz');
    for (const odd of ['a b', 'x'.repeat(101), 'é', '<x>']) expect(await ask(odd)).toBeUndefined();
  });
});
