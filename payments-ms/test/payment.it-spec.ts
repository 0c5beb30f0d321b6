import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { order, World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.close());

describe('a paid session', () => {
  test('announces payment.succeeded once, with what Stripe captured', async () => {
    const request = order({ email: 'ada@example.com' });
    const session = await world.create(request);
    await world.stripe.pay(session.id);
    const { payload } = await world.waitFor(request.orderId, 'payment.succeeded');
    expect(payload).toMatchObject({
      orderId: request.orderId,
      sessionId: session.id,
      amount: 4498,
      currency: 'usd',
    });
    expect(payload['paymentId']).toMatch(/^pi_/);
    expect(payload['receiptUrl']).toMatch(/^http/);
    expect(payload['webhook']).toMatchObject({ type: 'checkout.session.completed' });
    expect(await world.statusOf(request.orderId)).toEqual(['complete']);
    expect(await world.outcomes(session.id)).toMatchObject({ 'checkout.session.completed': 'paid' });
  });
});
