import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetEmailToken,
  GetMailDetails,
  GetOpenSessions,
  Internal,
  OrderCreated,
  OrderPaid,
  ServiceUnavailable,
  StockLow,
  UserPasswordResetRequested,
  UserRegistered,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { RETRY_DELAYS_MS } from '../src/messages/message.js';
import { created, paid, stockLow, tokenRequest, user } from './events.js';
import { NotificationsWorld } from './notifications-world.js';

describe('a message', () => {
  let world: NotificationsWorld;
  beforeAll(async () => {
    world = await NotificationsWorld.create();
  });
  afterEach(() => world.repair());
  afterAll(() => world.close());

  const welcome = async (changes = {}) => {
    const person = user(changes);
    await world.consume(UserRegistered, 'welcome_user', person);
    return person;
  };
  const logOf = async (accountId: string) =>
    (
      await world.rows<Record<string, unknown>>('SELECT * FROM messages WHERE account_id = $1', [accountId])
    )[0];

  it('that a mailbox refuses for an hour is tried again with growing pauses, and arrives once', async () => {
    const { userId, email } = await welcome();
    await world.breakMailbox({ at: 'rcpt', to: email, code: 450, message: '4.2.1 try again later' });
    for (let attempt = 1; attempt <= 4; attempt++) {
      const before = Date.now();
      await world.send();
      const row = await logOf(userId);
      expect(row).toMatchObject({
        status: 'queued',
        attempts: attempt,
        last_error: expect.stringContaining('450'),
      });
      const pause = (row?.['due_at'] as Date).getTime() - before;
      expect(pause).toBeGreaterThanOrEqual(RETRY_DELAYS_MS[attempt - 1]! - 1_000);
      await world.whenDue();
    }
    await world.repair();
    await world.send();
    expect(await world.mails(email)).toHaveLength(1);
    expect(await logOf(userId)).toMatchObject({ status: 'sent', attempts: 5, last_error: null });
  });

  it('has failed after the last attempt, with its reason', async () => {
    const { userId, email } = await welcome();
    await world.breakMailbox({ at: 'data', to: email, code: 452, message: '4.3.1 no space' });
    for (let attempt = 0; attempt <= RETRY_DELAYS_MS.length; attempt++) {
      await world.send();
      await world.whenDue();
    }
    expect(await logOf(userId)).toMatchObject({
      ...{ status: 'failed', attempts: RETRY_DELAYS_MS.length + 1, due_at: null },
      last_error: expect.stringContaining('452'),
    });
  });

  it('that is refused for good fails at once; an address that does not exist gets no other', async () => {
    const person = await welcome();
    await world.breakMailbox({ at: 'rcpt', to: person.email, code: 550, message: '5.1.1 no such user' });
    await world.send();
    expect(await logOf(person.userId)).toMatchObject({ status: 'failed', attempts: 1 });
    await world.repair();
    const again = await welcome({ email: person.email.toUpperCase() });
    await world.send();
    expect(await logOf(again.userId)).toMatchObject({
      status: 'skipped',
      last_error: 'the address is suppressed: bounce',
    });
  });

  it('whose content is refused does not suppress its address', async () => {
    const person = await welcome();
    await world.breakMailbox({ at: 'data', to: person.email, code: 554, message: '5.7.1 looks like spam' });
    await world.send();
    await world.repair();
    expect(await logOf(person.userId)).toMatchObject({ status: 'failed' });
    await welcome({ email: person.email });
    await world.send();
    expect(await world.mails(person.email)).toHaveLength(1);
  });

  it('that is refused does not keep others waiting', async () => {
    const [refused, other] = [await welcome(), await welcome()];
    await world.breakMailbox({ at: 'rcpt', to: refused.email, code: 450 });
    await world.send();
    expect(await world.mails(other.email)).toHaveLength(1);
  });

  it('waits for a dead mail server without using up an attempt', async () => {
    await world.breakMailbox({ at: 'connect', code: 421, message: 'closing' });
    // Without the open connections of earlier tests.
    await world.restart();
    const { userId, email } = await welcome();
    await world.send();
    expect(await logOf(userId)).toMatchObject({
      status: 'queued',
      attempts: 0,
      last_error: expect.anything(),
    });
    await world.repair();
    await world.restart();
    await world.send();
    expect(await world.mails(email)).toHaveLength(1);
  });

  it.each([
    ['its order', () => GetMailDetails],
    ['its payment session', () => GetOpenSessions],
  ])('waits for the service that knows %s without using up an attempt', async (_, contract) => {
    const known = world.order();
    world.ordersService.on(contract() as typeof GetMailDetails, () => {
      throw ServiceUnavailable();
    });
    await world.consume(OrderCreated, 'confirm_order', created(known));
    await world.send();
    expect((await world.log(known.order.id))[0]).toMatchObject({
      status: 'queued',
      attempts: 0,
      recipient: null,
    });
    await world.ordersService.reset();
    await world.restart();
    await world.whenDue();
    await world.send();
    expect(await world.mails(known.order.email ?? '')).toHaveLength(1);
  });

  it('that shows how to pay waits for payments-ms, and keeps no other waiting', async () => {
    const [unpaid, paidOrder] = [world.order(), world.order({ status: 'PAID' })];
    world.ordersService.on(GetOpenSessions, () => {
      throw ServiceUnavailable();
    });
    await world.consume(OrderCreated, 'confirm_order', created(unpaid));
    await world.consume(OrderPaid, 'confirm_payment', paid(paidOrder));
    await world.send();
    expect(await world.mails(paidOrder.order.email ?? '')).toHaveLength(1);
    expect((await world.log(unpaid.order.id))[0]).toMatchObject({ status: 'queued', attempts: 0 });
    await world.ordersService.reset();
    await world.whenDue();
    await world.send();
    expect(await world.mails(unpaid.order.email ?? '')).toHaveLength(1);
  });

  it('asks other services once for all messages of a batch', async () => {
    const orders = [world.order(), world.order(), world.order()];
    for (const order of orders) await world.consume(OrderCreated, 'confirm_order', created(order));
    world.ordersService.calls.length = 0;
    await world.send();
    expect(world.ordersService.calls.map(({ subject }) => subject).sort()).toEqual([
      GetMailDetails.subject,
      GetOpenSessions.subject,
    ]);
    for (const { order } of orders) expect(await world.mails(order.email ?? '')).toHaveLength(1);
  });

  it('waits for the service that knows its token without using up an attempt', async () => {
    const person = user();
    const request = tokenRequest(person);
    world.tokens.set(request.tokenId, 'a-token');
    world.authService.on(GetEmailToken, () => {
      throw ServiceUnavailable();
    });
    await world.consume(UserPasswordResetRequested, 'send_password_reset', request);
    await world.send();
    expect(await logOf(person.userId)).toMatchObject({ status: 'queued', attempts: 0 });
    await world.authService.reset();
    await world.whenDue();
    await world.send();
    expect(await world.mails(person.email)).toHaveLength(1);
  });

  it('whose order cannot be read uses up its attempts, and keeps no other waiting', async () => {
    const [broken, ...others] = [world.order(), world.order(), world.order()];
    world.ordersService.on(GetMailDetails, ({ orderIds }) => {
      if (orderIds.includes(broken.order.id)) throw Internal();
      return { orders: orderIds.flatMap((id) => world.orders.get(id) ?? []) };
    });
    for (const order of [broken, ...others])
      await world.consume(OrderCreated, 'confirm_order', created(order));
    await world.send();
    await world.ordersService.reset();
    for (const { order } of others) expect(await world.mails(order.email ?? '')).toHaveLength(1);
    expect((await world.log(broken.order.id))[0]).toMatchObject({ status: 'queued', attempts: 1 });
  });

  it('is sent by one of several replicas', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => welcome()));
    await world.start({ SMTP_URL: world.mailbox.smtpUrl });
    await Promise.all(world.services.map((replica) => world.sendBy(replica)));
    for (const { email } of people) expect(await world.mails(email)).toHaveLength(1);
  });

  it('that a crashed replica left is sent after its lease, with the same Message-ID', async () => {
    const { userId, email } = await welcome();
    await world.send();
    await world.rows(
      `UPDATE messages SET status = 'queued', due_at = to_timestamp(0) WHERE account_id = $1`,
      [userId],
    );
    await world.send();
    const ids = (await world.mails(email)).map(({ messageId }) => messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('goes to one recipient, whatever the address and the name contain', async () => {
    const email = `x-${uuidv7()}@example.com`;
    await welcome({ email, name: 'Ada\r\nBcc: evil@example.com' });
    await world.consume(StockLow, 'tell_low_stock', { ...stockLow(), name: 'Mug\r\nBcc: evil@example.com' });
    await welcome({ email: `${email},evil@example.com` });
    await world.send();
    expect(await world.mails('evil@example.com')).toEqual([]);
    expect(await world.mails(email)).toHaveLength(1);
  });
});

describe('a mail server that accepts connections and never answers', () => {
  it('keeps messages waiting without an attempt, and nothing else', async () => {
    const sockets: Socket[] = [];
    const silent = createTcpServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const world = await NotificationsWorld.create({
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      SMTP_TIMEOUT_SECONDS: 1,
    });
    const person = user();
    await world.consume(UserRegistered, 'welcome_user', person);
    await world.send();
    const [row] = await world.rows('SELECT status, attempts FROM messages WHERE account_id = $1', [
      person.userId,
    ]);
    expect(row).toEqual({ status: 'queued', attempts: 0 });
    await world.close();
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});
