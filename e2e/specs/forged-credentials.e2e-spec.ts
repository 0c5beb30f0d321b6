import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { HttpClient } from '@orderwire/test-kit/shop-client';
import { connectTo, forgedToken, request, unsignedToken } from './harness/nats.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useEmbeddedSystem } from './harness/system.js';

const system = useEmbeddedSystem();
const shopper = new ShopperClient(system);

describe('an attacker with the NATS password', () => {
  let nats: NatsConnection;
  let orderId: string;
  let productId: string;
  let claims: [string, Record<string, string>][];

  beforeAll(async () => {
    nats = await connectTo(system);
    productId = await shopper.createProduct();
    orderId = (await shopper.createOrder(productId)).order.id;
    const admin = await system.demo('admin');
    const { body } = await new HttpClient(system.gateway).send<{ keys: { kid: string }[] }>(
      'GET',
      '/.well-known/jwks.json',
    );
    const kid = body.keys[0]?.kid ?? '';
    const token = forgedToken({ sub: admin.account.id, role: 'admin' }, kid);
    const actor = JSON.stringify({ role: 'admin', id: admin.account.id });
    const { accessToken } = (await system.demo('customer')).session.tokens;
    const [head, , signature] = accessToken.split('.');
    claims = [
      ['no claim', {}],
      ['a claimed actor', { 'orderwire-actor': actor }],
      ['a claimed system', { 'orderwire-actor': JSON.stringify({ role: 'system', id: null }) }],
      ['a forged token', { 'orderwire-identity': token }],
      ['a token without a signature', { 'orderwire-identity': unsignedToken(token) }],
      [
        'a customer’s token made an admin’s',
        { 'orderwire-identity': `${head}.${token.split('.')[1]}.${signature}` },
      ],
      ['a forged service token', { 'orderwire-service': token }],
      ['a word as service token', { 'orderwire-service': 'orders-ms' }],
    ];
  });
  afterAll(() => nats?.close());

  it.each<[string, () => object]>([
    ['orders.get', () => ({ orderId })],
    ['orders.timeline', () => ({ orderId })],
    ['orders.cancel', () => ({ orderId })],
    ['orders.list', () => ({})],
    ['orders.change_status', () => ({ orderId, status: 'SHIPPED' })],
    ['orders.assign', () => ({ orderId, assigneeId: null })],
    ['products.create', () => ({ name: 'Mine now', prices: [{ currency: 'usd', amount: 1 }], stock: 1 })],
    ['products.delete', () => ({ productId })],
    ['payments.expire_session', () => ({ orderId })],
    ['auth.list_users', () => ({})],
    ['auth.list_audit', () => ({})],
    ['auth.grant_role', () => ({ userId: orderId, role: 'admin' })],
    ['auth.record_audit', () => ({ notes: [] })],
  ])('gains nothing on %s', async (subject, data) => {
    for (const [claim, headers] of claims) {
      const { response, err } = await request(nats, subject, data(), headers);
      expect({ claim, response, code: err?.code }).toEqual({
        claim,
        response: undefined,
        code: expect.stringMatching(/^(auth\.(token_invalid|not_signed_in|not_allowed)|orders\.not_found)$/),
      });
    }
    expect(await shopper.statusOf(orderId)).toBe('PENDING');
    expect((await shopper.request('GET', `/products/${productId}`)).status).toBe(200);
  });

  it('is refused by the gateway with the same forged tokens', async () => {
    const forged = claims.flatMap(([, headers]) => headers['orderwire-identity'] ?? []);
    for (const token of forged) {
      for (const path of [`/orders/${orderId}`, '/products']) {
        const reply = await system.guest.request('GET', path, undefined, {
          authorization: `Bearer ${token}`,
        });
        expect(reply).toMatchObject({ status: 401, body: { code: 'auth.token_invalid' } });
      }
    }
    for (const [, headers] of claims)
      expect((await system.guest.request('GET', `/orders/${orderId}`, undefined, headers)).status).toBe(404);
  });
});
