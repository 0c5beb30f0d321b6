import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { SandboxOptions } from '../src/index.js';
import { type FaultState, Endpoint, failure, idOf, order, Shop, until } from './shop.js';

describe('fault injection', () => {
  let shop: Shop;
  const open = async (options: SandboxOptions = {}): Promise<void> => {
    shop = await Shop.open({ disputeSeconds: 0, refundSeconds: 0, ...options });
  };
  let endpoint: Endpoint | undefined;
  afterEach(async () => {
    await shop.close();
    await endpoint?.close();
    endpoint = undefined;
  });

  const create = (
    idempotencyKey: string,
    options: Stripe.RequestOptions = {},
  ): Promise<Stripe.Checkout.Session> =>
    shop.stripe.checkout.sessions.create(order(), { idempotencyKey, ...options });
  const sessions = async (): Promise<string[]> =>
    (await shop.stripe.checkout.sessions.list()).data.map(({ id }) => id);
  const paidIntent = async (): Promise<string> => {
    const { id } = await shop.session();
    return idOf((await shop.pay(id)).body.payment_intent);
  };
  const injected = async (): Promise<Record<string, number>> =>
    (await shop.read<FaultState>('faults')).injected;

  describe('settings', () => {
    beforeEach(() => open());

    it('that are invalid are all named, and change nothing', async () => {
      const { error } = await shop.setFaults({
        seed: 'x',
        webhooks: { duplicate: 1.5, surprise: 1, delay: { maxMs: 0 } },
        api: { error500After: '0.5' },
      });
      for (const path of ['seed', 'webhooks.duplicate', 'webhooks.surprise', 'webhooks.delay.maxMs']) {
        expect(error?.message).toContain(`"${path}"`);
      }
      expect(error?.message).toContain('"api.error500After" must be a number');
      expect((await shop.read<FaultState>('faults')).settings).toBeNull();
    });

    it('default to 0', async () => {
      const { settings } = await shop.setFaults({ seed: 7, refunds: { failLater: 0.25 } });
      expect(settings).toMatchObject({
        seed: 7,
        refunds: { failLater: 0.25, pending: 0 },
        webhooks: { drop: 0, burst: { probability: 0 } },
        api: { error500After: 0 },
      });
    });
  });

  describe('in API calls', () => {
    beforeEach(() => open());

    it.each([
      ['error500Before', 500],
      ['rateLimited429', 429],
    ])('with %s: nothing was done, and the same key may be used again', async (kind, statusCode) => {
      await shop.setFaults({ api: { [kind]: 1 } });
      expect(await failure(create('k'))).toMatchObject({ statusCode });
      expect(await injected()).toEqual({ [`api.${kind}`]: 1 });
      await shop.setFaults();
      expect(await sessions()).toEqual([]);
      expect(await create('k')).toMatchObject({ status: 'open' });
    });

    it('with error500After: the work is done, and the key returns the 500', async () => {
      await shop.setFaults({ api: { error500After: 1 } });
      expect(await failure(create('k'))).toMatchObject({ statusCode: 500 });
      await shop.setFaults();
      expect(await sessions()).toHaveLength(1);
      expect(await failure(create('k'))).toMatchObject({ statusCode: 500 });
      expect(await sessions()).toHaveLength(1);
      await create('another');
      expect(await injected()).toEqual({ 'api.error500After': 1 });
    });

    it.each<[string, unknown, Stripe.RequestOptions]>([
      ['timeoutAfter', { probability: 1, ms: 60_000 }, { timeout: 500 }],
      ['resetAfter', 1, {}],
    ])('with %s: the work was done, and the key remembers the right answer', async (kind, value, options) => {
      await shop.setFaults({ api: { [kind]: value } });
      expect(await failure(create('k', options))).toBeInstanceOf(Stripe.errors.StripeConnectionError);
      // The request is processed although its caller disconnected.
      await until(async () => (await injected())[`api.${kind}`] !== undefined);
      await shop.setFaults();
      const [id] = await sessions();
      expect(await create('k')).toMatchObject({ id });
      expect(await sessions()).toHaveLength(1);
      // The SDK retries a call when a connection that it kept alive breaks.
      expect((await injected())[`api.${kind}`]).toBeGreaterThan(0);
    });

    it('does not delay replies of a sandbox that stops', async () => {
      await shop.setFaults({ api: { timeoutAfter: { probability: 1, ms: 120_000 } } });
      const call = create('k').catch(() => undefined);
      await until(async () => (await injected())['api.timeoutAfter'] !== undefined);
      await shop.close();
      await call;
    });

    it('only on the named routes', async () => {
      await shop.setFaults({ api: { routes: ['POST /v1/refunds'], error500Before: 1 } });
      const intent = await paidIntent();
      expect(await failure(shop.stripe.refunds.create({ payment_intent: intent }))).toMatchObject({
        statusCode: 500,
      });
      expect(await injected()).toEqual({ 'api.error500Before': 1 });
    });

    it('depends on seed and ordinal of the route alone', async () => {
      const pattern = async (between: () => Promise<unknown>): Promise<boolean[]> => {
        await shop.setFaults({ seed: 3, api: { error500Before: 0.4 } });
        const results: boolean[] = [];
        for (let n = 0; n < 20; n++) {
          results.push(
            await shop.session().then(
              () => true,
              () => false,
            ),
          );
          await between();
        }
        return results;
      };
      const alone = await pattern(async () => undefined);
      const busy = await pattern(() => shop.stripe.events.list().catch(() => undefined));
      expect(busy).toEqual(alone);
      expect(new Set(alone).size).toBe(2);
    });
  });

  it('delivers a call’s webhooks before its reply', async () => {
    endpoint = await Endpoint.listen();
    await open({ webhookUrl: endpoint.url, webhooksFirstMs: 30_000 });
    await shop.setFaults({ checkout: { webhookBeforeAnswer: 1 } });
    const intent = await paidIntent();
    expect(endpoint.types()).toContain('checkout.session.completed');
    await shop.stripe.refunds.create({ payment_intent: intent });
    expect(endpoint.types()).toEqual(expect.arrayContaining(['refund.created', 'charge.refunded']));
    expect(await injected()).toEqual({ 'checkout.webhookBeforeAnswer': 2 });
  });

  it('pays a session in the instant in which the shop expires it', async () => {
    await open();
    await shop.setFaults({ checkout: { paidAsItExpires: 1 } });
    const { id } = await shop.session();
    const refusal = await failure(shop.stripe.checkout.sessions.expire(id));
    expect(refusal).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('status of `complete`'),
    });
    expect(await shop.stripe.checkout.sessions.retrieve(id)).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
    });
    expect(await shop.eventTypes()).toContain('checkout.session.completed');
    await failure(shop.stripe.checkout.sessions.expire(id));
    expect(await injected()).toEqual({ 'checkout.paidAsItExpires': 1 });
  });

  it('lets refunds fail later, or be pending first', async () => {
    await open();
    await shop.setFaults({ refunds: { failLater: 1 } });
    const { id, status } = await shop.stripe.refunds.create({ payment_intent: await paidIntent() });
    expect(status).toBe('succeeded');
    await until(async () => (await shop.stripe.refunds.retrieve(id)).status === 'failed');
    await shop.setFaults({ refunds: { pending: 1 } });
    const pending = await shop.stripe.refunds.create({ payment_intent: await paidIntent() });
    expect(pending.status).toBe('pending');
    await until(async () => (await shop.stripe.refunds.retrieve(pending.id)).status === 'succeeded');
    expect(await injected()).toEqual({ 'refunds.failLater': 1, 'refunds.pending': 1 });
  });

  it.each([
    [{ probability: 1 }, 'needs_response'],
    [{ probability: 1, won: 1 }, 'won'],
    [{ probability: 1, lost: 1 }, 'lost'],
  ])('lets charges be disputed: %j', async (disputes, status) => {
    await open();
    await shop.setFaults({ disputes });
    const intent = await paidIntent();
    const found = async (): Promise<Stripe.Dispute | undefined> =>
      (await shop.stripe.disputes.list({ payment_intent: intent })).data[0];
    await until(async () => (await found())?.status === status);
  });
});
