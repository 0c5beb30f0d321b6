import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxOptions } from '../src/index.js';
import { dataFolder } from './data-folder.js';
import { Endpoint, failure, order, Shop, until, idOf } from './shop.js';

/** A copy of the folder is what a kill -9 would leave on the disk. */
describe('after an abrupt stop', () => {
  const shops: Shop[] = [];
  let endpoint: Endpoint;
  let now: number;
  beforeEach(async () => {
    now = Date.now();
    endpoint = await Endpoint.listen();
  });
  afterEach(async () => {
    for (const shop of shops.splice(0)) await shop.close();
    await endpoint.close();
  });

  const open = async (dataDir: string, changes: SandboxOptions = {}): Promise<Shop> => {
    const options = {
      dataDir,
      ...changes,
      webhookUrl: endpoint.url,
      webhookRetryBaseMs: 5,
      delayedPaymentSeconds: 3600,
      now: () => now,
    };
    const shop = await Shop.open(options);
    shops.push(shop);
    return shop;
  };
  const restartFrom = async (dataDir: string): Promise<Shop> => {
    const copy = dataFolder();
    cpSync(dataDir, copy, { recursive: true });
    return open(copy);
  };

  it('every session, payment, refund, customer and event is as it was', async () => {
    const dataDir = dataFolder();
    const before = await open(dataDir);
    await before.session();
    const { id } = await before.session({ customer_creation: 'always' });
    await before.pay(id, { card: '4000000000000002' });
    const { body } = await before.pay(id);
    await before.stripe.refunds.create({ payment_intent: idOf(body.payment_intent), amount: 100 });
    await until(() => endpoint.events.length === 9);
    await until(async () => (await before.stripe.events.list({ delivery_success: false })).data.length === 0);
    const after = await restartFrom(dataDir);
    const read = async ({ stripe, sandbox }: Shop): Promise<unknown> => {
      const { checkout, paymentIntents, charges, refunds, customers, events } = stripe;
      const lists = [checkout.sessions, paymentIntents, charges, refunds, customers, events];
      const pages = await Promise.all(lists.map((resource) => resource.list({ limit: 100 })));
      return JSON.parse(JSON.stringify(pages.map(({ data }) => data)).replaceAll(sandbox.url, ''));
    };
    expect(await read(after)).toEqual(await read(before));
  });

  it('an Idempotency-Key still returns its first reply', async () => {
    const dataDir = dataFolder();
    const before = await open(dataDir);
    const first = await before.stripe.checkout.sessions.create(order(), { idempotencyKey: 'k' });
    const after = await restartFrom(dataDir);
    const again = await after.stripe.checkout.sessions.create(order(), { idempotencyKey: 'k' });
    expect(again.id).toBe(first.id);
    const other = order({ client_reference_id: 'x' });
    expect(
      await failure(after.stripe.checkout.sessions.create(other, { idempotencyKey: 'k' })),
    ).toMatchObject({
      type: 'StripeIdempotencyError',
    });
  });

  it('webhooks that were not delivered are delivered', async () => {
    const dataDir = dataFolder();
    endpoint.answer = () => 503;
    const before = await open(dataDir);
    await before.pay((await before.session()).id);
    await until(() => endpoint.attempts >= 4);
    const copy = dataFolder();
    cpSync(dataDir, copy, { recursive: true });
    await before.close();
    endpoint.answer = () => 200;
    await open(copy);
    await until(() => endpoint.events.length === 4);
  });

  it('sessions that ran out meanwhile expire, and delayed payments that became due settle', async () => {
    const dataDir = dataFolder();
    const before = await open(dataDir);
    const open1 = await before.session();
    const delayed = await before.session();
    await before.pay(delayed.id, { method: 'delayed_success' });
    await before.close();
    now += 25 * 3600 * 1000;
    const after = await open(dataDir);
    await until(async () => (await after.eventTypes()).includes('checkout.session.async_payment_succeeded'));
    const status = async (id: string): Promise<unknown[]> => {
      const session = await after.stripe.checkout.sessions.retrieve(id);
      return [session.status, session.payment_status];
    };
    expect(await status(open1.id)).toEqual(['expired', 'unpaid']);
    expect(await status(delayed.id)).toEqual(['complete', 'paid']);
  });

  describe('with a journal over its limit', () => {
    const size = (dataDir: string) => statSync(join(dataDir, 'journal.jsonl')).size;
    const exists =
      ({ stripe }: Shop) =>
      (id: string) =>
        stripe.checkout.sessions.retrieve(id).then(
          () => true,
          () => false,
        );
    const sessions = async (shop: Shop, count: number) =>
      (await Promise.all(Array.from({ length: count }, () => shop.session()))).map(({ id }) => id);

    it('sessions that ended unpaid are forgotten before payments', async () => {
      const dataDir = dataFolder();
      const before = await open(dataDir);
      const [paid = '', ...unpaid] = await sessions(before, 12);
      await before.pay(paid);
      await before.close();
      now += 49 * 3600 * 1000;
      await (await open(dataDir)).close();
      now += 49 * 3600 * 1000;
      const whole = size(dataDir);
      const after = await open(dataDir, { journalLimit: whole - 1 });
      expect(await exists(after)(paid)).toBe(true);
      const left = (await Promise.all(unpaid.map(exists(after)))).filter(Boolean);
      expect(left.length).toBeLessThan(unpaid.length);
      expect(size(dataDir)).toBeLessThanOrEqual(whole / 2);
    });

    const delivered = ({ stripe }: Shop) =>
      until(async () => (await stripe.events.list({ delivery_success: false })).data.length === 0);

    it('replies that have expired are dropped before payments', async () => {
      const dataDir = dataFolder();
      const before = await open(dataDir);
      const { id } = await before.session();
      await before.pay(id);
      const expand = ['payment_intent.latest_charge', 'line_items'];
      for (let update = 0; update < 10; update++)
        await before.stripe.checkout.sessions.update(id, { metadata: { update }, expand });
      await delivered(before);
      await before.close();
      now += 49 * 3600 * 1000;
      const whole = size(dataDir);
      const after = await open(dataDir, { journalLimit: whole - 1 });
      expect(size(dataDir)).toBeLessThanOrEqual(whole / 2);
      expect(await exists(after)(id)).toBe(true);
    });

    it('an overdue dispute keeps its payment, unless a refund left nothing to dispute', async () => {
      const dataDir = dataFolder();
      const before = await open(dataDir, { disputeSeconds: 3600 });
      const [refunded = '', overdue = ''] = await sessions(before, 2);
      const { body } = await before.pay(refunded, { card: '4000000000000259' });
      await before.stripe.refunds.create({ payment_intent: idOf(body.payment_intent) });
      await before.pay(overdue, { card: '4000000000000259' });
      await delivered(before);
      await before.close();
      now += 40 * 24 * 3600 * 1000;
      const after = await open(dataDir, { journalLimit: 1 });
      expect(await Promise.all([refunded, overdue].map(exists(after)))).toEqual([false, true]);
      await until(async () => (await after.eventTypes()).includes('charge.dispute.created'));
    });

    it('the object of a reply that has not expired stays', async () => {
      const dataDir = dataFolder();
      const before = await open(dataDir);
      const { id } = await before.session();
      await before.pay(id);
      await delivered(before);
      now += 40 * 24 * 3600 * 1000;
      const update = ({ stripe }: Shop) =>
        stripe.checkout.sessions.update(id, { metadata: { seen: 'yes' } }, { idempotencyKey: 'late' });
      const first = await update(before);
      await before.close();
      await (await open(dataDir, { journalLimit: 1 })).close();
      const after = await open(dataDir);
      expect(await update(after)).toMatchObject({ id: first.id, metadata: { seen: 'yes' } });
    });

    it('what is new, in progress or not delivered stays, whole, and is there after the next stop', async () => {
      const dataDir = dataFolder();
      endpoint.answer = () => 200;
      const before = await open(dataDir);
      const [old = '', refunded = '', disputed = '', unheard = ''] = await sessions(before, 4);
      const charges = new Map<string, string>();
      for (const id of [old, refunded, disputed]) {
        const { body } = await before.pay(id);
        const intent = await before.stripe.paymentIntents.retrieve(idOf(body.payment_intent));
        charges.set(id, idOf(intent.latest_charge));
      }
      await before.control(`charges/${charges.get(disputed)}/dispute`);
      await delivered(before);
      endpoint.answer = () => 503;
      await before.pay(unheard);
      await before.close();
      now += 40 * 24 * 3600 * 1000;
      const later = await open(dataDir);
      await later.stripe.refunds.create({ charge: charges.get(refunded) ?? '', amount: 100 });
      const fresh = (await later.session()).id;
      await later.close();
      const compacted = await open(dataDir, { journalLimit: 1 });
      const kept = [refunded, disputed, unheard, fresh];
      expect(await Promise.all([old, ...kept].map(exists(compacted)))).toEqual([
        false,
        true,
        true,
        true,
        true,
      ]);
      await compacted.close();
      endpoint.answer = () => 200;
      const after = await restartFrom(dataDir);
      expect(await Promise.all([old, ...kept].map(exists(after)))).toEqual([false, true, true, true, true]);
      const { data } = await after.read<{ data: { net: number; balance: number }[] }>('ledger/totals');
      expect(data.map(({ net }) => net)).toEqual(data.map(({ balance }) => balance));
      await after.stripe.refunds.create({ charge: charges.get(refunded) ?? '' });
      await until(() =>
        endpoint.events.some(({ data: { object } }) => 'id' in object && object.id === unheard),
      );
    });
  });

  it('no card number was ever written', async () => {
    const dataDir = dataFolder();
    const shop = await open(dataDir);
    const { id } = await shop.session();
    await shop.pay(id, { card: '4000000000000002' });
    await shop.pay(id, { card: '4242 4242 4242 4242' });
    const journal = readFileSync(join(dataDir, 'journal.jsonl'), 'utf8');
    expect(journal).toContain('"last4":"4242"');
    expect(journal.replace(/\D/g, '')).not.toMatch(/4242424242424242|4000000000000002/);
  });
});
