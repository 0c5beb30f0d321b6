import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetMailDetails,
  ListFacts,
  OrderCancelled,
  OrderCreated,
  OrderPaid,
  OrderRefunded,
  OrderStatusChanged,
  PaymentFailed,
  ReplyTooLarge,
  ReturnLabelPurchased,
} from '@orderwire/contracts';
import { FakeService, replyWithFacts } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { cancelled, changed, created, paid, paymentFailed, refunded, returnLabel } from './events.js';
import { NotificationsWorld } from './notifications-world.js';

describe('mails about an order', () => {
  let world: NotificationsWorld;
  beforeAll(async () => {
    world = await NotificationsWorld.create();
  });
  afterAll(() => world.close());

  const subjects = async (to: string | null) => (await world.mails(to ?? '')).map(({ subject }) => subject);
  const confirm = async (order = world.order()) => {
    await world.consume(OrderCreated, 'confirm_order', created(order));
    await world.send();
    return order;
  };

  it('confirm it with its lines and the live link to pay', async () => {
    const { order } = await confirm();
    const [mail, ...others] = await world.mails(order.email ?? '');
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ from: expect.stringContaining('shop@example.com') });
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain('Mug');
      expect(part).toContain('€25.00');
      expect(part).toContain(`https://checkout.example/${order.id}`);
    }
  });

  it('are sent once, however often the event arrives', async () => {
    const order = world.order();
    const id = await world.consume(OrderCreated, 'confirm_order', created(order));
    await world.publish(OrderCreated, created(order), { id });
    await world.consume(OrderCreated, 'confirm_order', created(order));
    await world.send();
    await world.send();
    expect(await subjects(order.order.email)).toHaveLength(1);
  });

  it('tell of the payment, a refund, its parcel and its delivery, each once', async () => {
    const order = world.order({ status: 'PAID', refundedAmount: 1_000 });
    await world.consume(OrderPaid, 'confirm_payment', paid(order));
    await world.consume(OrderStatusChanged, 'tell_shipping', changed(order, 'PAID', 'SHIPPED'));
    await world.consume(OrderStatusChanged, 'tell_shipping', changed(order, 'SHIPPED', 'DELIVERED'));
    await world.consume(OrderRefunded, 'tell_refund', refunded(order, 400));
    await world.consume(OrderRefunded, 'tell_refund', refunded(order, 600));
    await world.send();
    const mails = await world.mails(order.order.email ?? '');
    const reference = order.order.id.slice(-8).toUpperCase();
    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      `Order ${reference} is on its way`,
      `Order ${reference} was delivered`,
      `Payment received for order ${reference}`,
      `Refund of €4.00 for order ${reference}`,
      `Refund of €6.00 for order ${reference}`,
    ]);
    for (const { text, html } of mails) expect(`${text}${html}`).not.toContain('words of staff');
  });

  it('about the shipment show carrier, tracking number and link, and each return has one', async () => {
    const tracking = {
      carrier: 'SandboxPost',
      trackingNumber: 'CS1',
      trackingUrl: 'https://carrier.example/CS1',
    };
    const order = world.order({
      status: 'SHIPPED',
      tracking: { ...tracking, shippedAt: new Date().toISOString(), deliveredAt: null },
    });
    await world.consume(OrderStatusChanged, 'tell_shipping', changed(order, 'PAID', 'SHIPPED'));
    await world.consume(ReturnLabelPurchased, 'tell_return_label', returnLabel(order));
    await world.send();
    const mails = await world.mails(order.order.email ?? '');
    const text = (subject: RegExp) => mails.find((mail) => subject.test(mail.subject))?.text;
    expect(text(/is on its way/)).toContain(
      'SandboxPost, tracking number CS1\n\nhttps://carrier.example/CS1',
    );
    expect(text(/Return label/)).toContain('Tracking number CS2');
  });

  it('are in the language of the order', async () => {
    const order = await confirm(world.order({}, { locale: 'es-MX' }));
    expect(await subjects(order.order.email)).toEqual([expect.stringMatching(/^Tu pedido/)]);
  });

  it('go to the address of the account when the order has none', async () => {
    const customerId = uuidv7();
    const email = `${customerId}@example.com`;
    world.contacts.set(customerId, { userId: customerId, email, name: 'Ada', phone: null, locale: 'es' });
    await confirm(world.order({ email: null }, { customerId, orderToken: null }));
    expect(await subjects(email)).toEqual([expect.stringMatching(/^Tu pedido/)]);
  });

  it('are skipped for an order without any address, and for one that does not exist', async () => {
    const { order } = await confirm(world.order({ email: null }));
    expect(await world.log(order.id)).toMatchObject([
      { status: 'skipped', last_error: 'no recipient is known' },
    ]);
    const missing = world.order();
    world.orders.delete(missing.order.id);
    await world.consume(OrderCancelled, 'tell_cancellation', cancelled(missing));
    await world.send();
    expect(await world.log(missing.order.id)).toMatchObject([
      { status: 'skipped', last_error: 'the order does not exist' },
    ]);
  });

  it('leave out what is outdated: a confirmation after the cancellation, a failed payment after the next one', async () => {
    const order = world.order({ status: 'CANCELLED' });
    await confirm(order);
    await world.consume(OrderCancelled, 'tell_cancellation', cancelled(order));
    const other = world.order({ status: 'PAID' });
    await world.consume(PaymentFailed, 'tell_payment_failed', paymentFailed(other));
    await world.send();
    expect(await subjects(order.order.email)).toEqual([expect.stringMatching(/was cancelled$/)]);
    expect(await subjects(other.order.email)).toEqual([]);
  });

  it('are sent although their orders do not fit into one reply', async () => {
    const orders = [world.order(), world.order(), world.order()];
    world.ordersService.on(GetMailDetails, ({ orderIds }) => {
      if (orderIds.length > 1) throw ReplyTooLarge();
      return { orders: orderIds.flatMap((id) => world.orders.get(id) ?? []) };
    });
    for (const order of orders) await world.consume(OrderCreated, 'confirm_order', created(order));
    await world.send();
    await world.ordersService.reset();
    for (const { order } of orders) expect(await subjects(order.email)).toHaveLength(1);
  });

  it('offer to pay again when a payment failed, once per payment session', async () => {
    const order = world.order();
    const event = paymentFailed(order);
    for (const each of [event, event, paymentFailed(order)])
      await world.consume(PaymentFailed, 'tell_payment_failed', each);
    await world.send();
    const mails = await world.mails(order.order.email ?? '');
    expect(mails).toHaveLength(2);
    expect(mails[0]?.text).toContain(`Pay again: https://checkout.example/${order.order.id}`);
  });

  describe('that is unpaid', () => {
    it('remind of it before its payment session ends, with the live link', async () => {
      const order = await confirm();
      const [, reminder] = await world.log(order.order.id);
      const dueAt = Date.parse(order.payUntil) - 15 * 60_000;
      expect(reminder).toMatchObject({ kind: 'payment_reminder', status: 'queued' });
      expect(Math.abs((reminder?.due_at?.getTime() ?? 0) - dueAt)).toBeLessThan(1_000);
      world.orders.set(order.order.id, { ...order, payUntil: new Date(Date.now() + 900_000).toISOString() });
      await world.whenDue();
      await world.send();
      const [, mail] = await world.mails(order.order.email ?? '');
      expect(mail?.text).toContain(`Pay now: https://checkout.example/${order.order.id}`);
      expect(mail?.headers['list-unsubscribe']).toMatch(/^<https:\/\/notify\.example\/unsubscribe\?token=/);
      expect(mail?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    });

    it('wait for the end of a new payment session', async () => {
      const order = await confirm();
      await world.whenDue();
      await world.send();
      expect(await world.mails(order.order.email ?? '')).toHaveLength(1);
      const [, reminder] = await world.log(order.order.id);
      expect(
        Math.abs((reminder?.due_at?.getTime() ?? 0) - (Date.parse(order.payUntil) - 900_000)),
      ).toBeLessThan(1_000);
    });

    it.each([
      ['paid', OrderPaid, 'confirm_payment', paid],
      ['cancelled', OrderCancelled, 'tell_cancellation', cancelled],
    ] as const)('remind of nothing once it is %s', async (_, contract, handler, event) => {
      const order = await confirm();
      await world.consume(contract as typeof OrderPaid, handler, event(order) as ReturnType<typeof paid>);
      const reminder = (await world.log(order.order.id)).find(({ kind }) => kind === 'payment_reminder');
      expect(reminder).toMatchObject({ status: 'skipped', due_at: null });
    });
  });

  it('are queued when the event was lost, where they are missing, and not for orders from before the installation', async () => {
    const [lost, known] = [world.order({ status: 'PAID' }), world.order({ status: 'PAID' })];
    await world.consume(OrderPaid, 'confirm_payment', paid(known));
    const facts = [lost, known].map((order) => ({
      id: order.order.id,
      event: paid(order) as unknown as Record<string, unknown>,
    }));
    const other = new FakeService(world.link);
    for (const contract of [ListFacts.orders, ListFacts.payments, ListFacts.auth])
      other.serve(contract, replyWithFacts(new Map([[OrderPaid.subject, facts]])));
    await other.start();
    await world.rows(`UPDATE installation SET at = now() + interval '1 hour'`);
    await world.findLostEvents();
    await world.send();
    expect(await subjects(lost.order.email)).toEqual([]);
    await world.rows(`UPDATE installation SET at = now() - interval '1 hour'`);
    await world.rows('UPDATE messaging.fact_checks SET position = NULL');
    await world.findLostEvents();
    await world.send();
    await other.stop();
    for (const { order } of [lost, known]) expect(await subjects(order.email)).toHaveLength(1);
  });
});
