import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  GetPreferences,
  GetPushKey,
  guest,
  ListMessages,
  MessageNotFound,
  MessageQueued,
  NotAllowed,
  NotSignedIn,
  OrderCreated,
  PushUnavailable,
  ResendMessage,
  type SessionEnd,
  SessionRevoked,
  SubscribePush,
  UpdatePreferences,
  UserPasswordResetRequested,
  UserRegistered,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7 } from 'uuid';
import { created, tokenRequest, user } from './events.js';
import { NotificationsWorld } from './notifications-world.js';

const staff: Actor = { role: 'staff', id: uuidv7() };
const customer = (): Actor & { id: string } => ({ role: 'customer', id: uuidv7() });
const secret = `whsec_${randomBytes(24).toString('base64')}`;

let world: NotificationsWorld;
beforeAll(async () => {
  world = await NotificationsWorld.create({ MAIL_EVENTS_SECRET: secret });
});
afterAll(() => world.close());

const remind = async (customerId: string | null = null) => {
  const order = world.order({}, { customerId });
  await world.consume(OrderCreated, 'confirm_order', created(order));
  await world.send();
  world.orders.set(order.order.id, { ...order, payUntil: new Date(Date.now() + 900_000).toISOString() });
  await world.whenDue();
  await world.send();
  return { email: order.order.email ?? '', mails: await world.mails(order.order.email ?? '') };
};

describe('the link to unsubscribe', () => {
  const linkOf = async () => {
    const { email, mails } = await remind();
    const url = new URL(/<(.*)>/.exec(mails[1]?.headers['list-unsubscribe'] ?? '')?.[1] ?? '');
    return { email, url: `${world.first.url}${url.pathname}${url.search}` };
  };
  const reminds = async (email: string) => {
    const order = world.order({ email });
    await world.consume(OrderCreated, 'confirm_order', created(order));
    await world.send();
    world.orders.set(order.order.id, { ...order, payUntil: new Date(Date.now() + 900_000).toISOString() });
    await world.whenDue();
    await world.send();
    return (await world.log(order.order.id)).find(({ kind }) => kind === 'payment_reminder')?.status;
  };

  it('unsubscribes with one click of a mail program, and only from reminders', async () => {
    const { email, url } = await linkOf();
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(response.status).toBe(200);
    const before = (await world.mails(email)).length;
    expect(await reminds(email)).toBe('skipped');
    expect(await world.mails(email)).toHaveLength(before + 1);
  });

  it('changes nothing when a scanner opens it: its page asks first', async () => {
    const { email, url } = await linkOf();
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('<form method="post">');
    expect(await reminds(email)).toBe('sent');
  });

  it('is refused when it was changed', async () => {
    const { url } = await linkOf();
    for (const wrong of [
      `${url}x`,
      url.replace(/token=.*/, ''),
      url.replace(/token=.*/, 'token=a&token=b'),
    ]) {
      expect((await fetch(wrong, { method: 'POST' })).status).toBe(400);
      expect((await fetch(wrong)).status).toBe(400);
    }
  });
});

describe('the preferences of an account', () => {
  it('are its own: defaults first, then what it changed', async () => {
    const [ada, bob] = [customer(), customer()];
    expect(await world.request(GetPreferences, {}, ada)).toEqual({
      ...{ paymentReminders: true, orderSms: false, orderPush: false },
    });
    await world.request(UpdatePreferences, { paymentReminders: false, orderSms: true }, ada);
    expect(await world.request(UpdatePreferences, {}, ada)).toEqual({
      ...{ paymentReminders: false, orderSms: true, orderPush: false },
    });
    expect(await world.request(GetPreferences, {}, bob)).toMatchObject({ paymentReminders: true });
    expect((await remind(ada.id)).mails).toHaveLength(1);
  });

  it('need an account', async () => {
    expect(await faultOf(world.request(GetPreferences, {}, guest))).toMatchObject({ code: NotSignedIn.code });
  });
});

describe('push messages', () => {
  it('are unavailable without keys', async () => {
    const subscription = {
      endpoint: 'https://fcm.googleapis.com/fcm/send/x',
      p256dh: 'p'.repeat(87),
      auth: 'a'.repeat(22),
    };
    for (const asked of [
      world.request(GetPushKey, {}, guest),
      world.request(SubscribePush, subscription, customer()),
    ])
      expect(await faultOf(asked)).toMatchObject({ code: PushUnavailable.code });
  });

  it.each<[SessionEnd, boolean]>([
    ['logout', true],
    ['revoked', true],
    ['logout_everywhere', false],
    ['password_reset', false],
  ])('after %s of a session, the browsers of its account stay subscribed: %s', async (reason, stays) => {
    const [userId, other] = [uuidv7(), uuidv7()];
    for (const id of [userId, other])
      await world.rows(
        `INSERT INTO push_subscriptions (endpoint, account_id, p256dh, auth, created_at) VALUES ($1, $2, 'p', 'a', to_timestamp(0))`,
        [`https://fcm.googleapis.com/${id}`, id],
      );
    const revokedAt = new Date().toISOString();
    await world.consume(SessionRevoked, 'end_push', { sessionId: uuidv7(), userId, reason, revokedAt });
    const left = await world.rows<{ account_id: string }>(
      'SELECT account_id FROM push_subscriptions WHERE account_id = ANY($1) ORDER BY 1',
      [[userId, other]],
    );
    expect(left.map((row) => row.account_id)).toEqual([...(stays ? [userId] : []), other].sort());
  });

  it.each([
    'https://169.254.169.254/latest',
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com.evil.example/x',
    'https://evil-fcm.googleapis.com:8443/x',
    'https://user@fcm.googleapis.com/x',
    'file:///etc/passwd',
  ])('go to push services only, not to %s', async (endpoint) => {
    const subscription = { endpoint, p256dh: 'p'.repeat(87), auth: 'a'.repeat(22) };
    expect(await faultOf(world.request(SubscribePush, subscription, customer()))).toMatchObject({
      code: 'invalid_message',
    });
  });
});

describe('the webhook of the mail provider', () => {
  const post = (body: string, key = secret) => {
    const at = new Date();
    return fetch(`${world.first.url}/mail-events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(key).sign('msg_1', at, body),
      },
      body,
    });
  };

  it('suppresses an address that complained, in any spelling, except for a new password', async () => {
    const person = user();
    const to = [person.email.toUpperCase()];
    expect((await post(JSON.stringify({ type: 'email.complained', data: { to } }))).status).toBe(200);
    await world.consume(UserRegistered, 'welcome_user', person);
    await world.send();
    expect(await world.mails(person.email)).toEqual([]);
    const request = tokenRequest(person);
    world.tokens.set(request.tokenId, 'a-token');
    await world.consume(UserPasswordResetRequested, 'send_password_reset', request);
    await world.send();
    expect(await world.mails(person.email)).toHaveLength(1);
  });

  it('refuses what is not signed', async () => {
    const body = JSON.stringify({ type: 'email.complained', data: { to: ['x@example.com'] } });
    expect((await post(body, `whsec_${randomBytes(24).toString('base64')}`)).status).toBe(400);
    expect(await world.rows(`SELECT 1 FROM suppressed_addresses WHERE email = 'x@example.com'`)).toEqual([]);
  });
});

describe('the delivery log', () => {
  const welcome = async () => {
    const person = user();
    await world.consume(UserRegistered, 'welcome_user', person);
    return person;
  };

  it('lists and filters messages for staff, without the values of their templates', async () => {
    const person = await welcome();
    const queued = await world.request(ListMessages, { accountId: person.userId, status: 'queued' }, staff);
    expect(queued.data).toMatchObject([{ kind: 'welcome', channel: 'email', status: 'queued', attempts: 0 }]);
    await world.send();
    const sent = await world.request(ListMessages, { recipient: person.email, kind: 'welcome' }, staff);
    expect(sent.data).toMatchObject([
      { status: 'sent', attempts: 1, response: expect.stringMatching(/^250/) },
    ]);
    expect(Object.keys(sent.data[0] ?? {})).not.toContain('data');
  });

  it('sends a message again as another mail, once per request', async () => {
    const person = await welcome();
    await world.send();
    const [{ id: messageId } = { id: '' }] = (
      await world.request(ListMessages, { accountId: person.userId }, staff)
    ).data;
    expect(await world.request(ResendMessage, { messageId }, staff)).toMatchObject({ status: 'queued' });
    expect(await faultOf(world.request(ResendMessage, { messageId }, staff))).toMatchObject({
      code: MessageQueued.code,
    });
    await world.send();
    const ids = (await world.mails(person.email)).map((mail) => mail.messageId);
    expect(new Set(ids).size).toBe(2);
    expect(await faultOf(world.request(ResendMessage, { messageId: uuidv7() }, staff))).toMatchObject({
      code: MessageNotFound.code,
    });
  });

  it('is for staff only', async () => {
    for (const [actor, code] of [
      [guest, NotSignedIn.code],
      [customer(), NotAllowed.code],
    ] as const) {
      expect(await faultOf(world.request(ListMessages, {}, actor))).toMatchObject({ code });
      expect(await faultOf(world.request(ResendMessage, { messageId: uuidv7() }, actor))).toMatchObject({
        code,
      });
    }
  });
});
