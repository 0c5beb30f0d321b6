import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { subjectsOfPaid, twoMailsAbout } from './harness/mails.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useSystem } from './harness/system.js';
import { until } from './harness/until.js';

const system = useSystem();
const shopper = new ShopperClient(system);

describe('every paid order has one confirmation and one payment mail', () => {
  let productId: string;

  beforeAll(async () => {
    productId = await shopper.createProduct();
  });
  beforeEach(() => system.allReady());
  afterAll(() => system.mailbox.clearFaults());

  /** Orders of one guest, all PAID. */
  const payOrders = async (email: string, count = 4): Promise<string[]> => {
    const items = [{ productId, quantity: 1 }];
    const placed = await Promise.all(
      Array.from({ length: count }, async () => (await system.guest.createOrder({ items, email })).orThrow()),
    );
    const staff = await system.demo('staff');
    for (const { order, paymentSession } of placed) {
      expect(await shopper.pay(paymentSession?.id ?? '')).toBe(200);
      await until(
        () => staff.getOrder(order.id),
        ({ body }) => body.status === 'PAID',
      );
    }
    return placed.map(({ order }) => order.id);
  };
  const expectMails = async (email: string, orderIds: readonly string[]): Promise<void> => {
    for (const orderId of orderIds) {
      const mails = await twoMailsAbout(system, orderId);
      expect(mails.map(({ subject }) => subject)).toEqual(subjectsOfPaid(orderId));
      expect(mails.map(({ to }) => to)).toEqual([[email], [email]]);
    }
    expect(await system.mailbox.mails({ to: email })).toHaveLength(2 * orderIds.length);
  };
  const newAddress = (): string => `${randomUUID()}@example.com`;

  it('when notifications-ms was down while they were paid', async () => {
    const email = newAddress();
    await system.stop('notifications-ms');
    const orderIds = await payOrders(email);
    expect(await system.mailbox.mails({ to: email })).toEqual([]);
    await system.start('notifications-ms');
    await expectMails(email, orderIds);
  });

  it('when the mail server was down while they were paid', async () => {
    const email = newAddress();
    await system.stop('mailbox');
    const orderIds = await payOrders(email);
    await system.start('mailbox');
    await expectMails(email, orderIds);
  });

  it('when the mail server refused each of them for the time being', async () => {
    const email = newAddress();
    await system.mailbox.injectFaults([{ at: 'data', to: email, code: 450, times: 4 }]);
    const orderIds = await payOrders(email, 2);
    await until(
      () => system.mailbox.injectedFaults(),
      (injected) => injected[0] === 4,
    );
    await expectMails(email, orderIds);
  });
});
