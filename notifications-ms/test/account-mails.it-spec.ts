import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DeadLetterStored,
  DifferenceFound,
  DisputeOpened,
  FraudWarningReported,
  OrderPaid,
  RefundFailed,
  ReviewOpened,
  ShipmentActionRequired,
  StockLow,
  UserDeleted,
  UserEmailChanged,
  UserEmailChangeRequested,
  UserEmailVerificationRequested,
  UserLoggedIn,
  UserPasswordChanged,
  UserPasswordResetRequested,
  UserRegistered,
  UserRegistrationAttempted,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import {
  deadLetter,
  difference,
  dispute,
  failedRefund,
  login,
  mark,
  paid,
  shipmentAction,
  stockLow,
  tokenRequest,
  user,
} from './events.js';
import { NotificationsWorld } from './notifications-world.js';

let world: NotificationsWorld;
beforeAll(async () => {
  world = await NotificationsWorld.create({ STOREFRONT_URL: 'https://shop.example' });
});
afterAll(() => world.close());

const subjects = async (to: string) => (await world.mails(to)).map(({ subject }) => subject);

describe('mails to the owner of an account', () => {
  it('welcome them, and tell of each change of their account', async () => {
    const person = user();
    await world.consume(UserRegistered, 'welcome_user', person);
    await world.consume(UserRegistrationAttempted, 'tell_registration_attempt', person);
    await world.consume(UserPasswordChanged, 'tell_password_change', { ...person, by: 'change' as const });
    await world.send();
    expect((await subjects(person.email)).sort()).toEqual([
      'Somebody tried to register with your address',
      'Welcome to Test Shop',
      'Your password was changed',
    ]);
  });

  it('alert them of sign-ins from new places only, with time, IP address and device', async () => {
    const person = user();
    await world.consume(UserLoggedIn, 'alert_login', login(person, 'known'));
    await world.consume(UserLoggedIn, 'alert_login', login(person, 'new'));
    await world.send();
    const [mail, ...others] = await world.mails(person.email);
    expect(others).toEqual([]);
    expect(mail?.text).toMatch(/Time: .* UTC\s+IP address: 192\.0\.2\.1\s+Device: Firefox on Linux/);
  });

  it('bring one-time tokens, which no table and no log keeps', async () => {
    const kinds = [
      [UserEmailVerificationRequested, 'send_verification', 'verify-email'],
      [UserPasswordResetRequested, 'send_password_reset', 'reset-password'],
    ] as const;
    for (const [contract, handler, path] of kinds) {
      const person = user();
      const request = tokenRequest(person);
      const token = `secret-${uuidv7()}`;
      world.tokens.set(request.tokenId, token);
      await world.consume(contract, handler, request);
      await world.send();
      const [mail] = await world.mails(person.email);
      expect(mail?.text).toContain(`https://shop.example/${path}#token=${token}`);
      const rows = await world.rows<{ text: string }>(
        `SELECT m::text AS text FROM messages m UNION ALL SELECT d::text FROM messaging.dead_letters d`,
      );
      for (const { text } of rows) expect(text).not.toContain(token);
    }
  });

  it('bring no token that was used, replaced or expired', async () => {
    const [used, expired] = [user(), user()];
    await world.consume(UserPasswordResetRequested, 'send_password_reset', tokenRequest(used));
    const late = tokenRequest(expired, -1);
    world.tokens.set(late.tokenId, 'late');
    await world.consume(UserPasswordResetRequested, 'send_password_reset', late);
    await world.send();
    expect([await subjects(used.email), await subjects(expired.email)]).toEqual([[], []]);
  });

  it('confirm a new address at the new one, and tell of it at the old one', async () => {
    const [oldEmail, person] = [`old-${uuidv7()}@example.com`, user()];
    const request = { ...tokenRequest(person), oldEmail };
    world.tokens.set(request.tokenId, 'change-token');
    await world.consume(UserEmailChangeRequested, 'send_email_change', request);
    await world.consume(UserEmailChanged, 'tell_email_change', { ...person, oldEmail });
    await world.send();
    expect((await world.mails(person.email)).map(({ text }) => text)).toEqual([
      expect.stringContaining('https://shop.example/confirm-email#token=change-token'),
    ]);
    const told = await world.mails(oldEmail);
    expect(told.map(({ subject }) => subject).sort()).toEqual([
      'A new e-mail address was requested for your account',
      'The e-mail address of your account was changed',
    ]);
    for (const { text } of told) expect(text).not.toContain('change-token');
  });

  it('leave nothing when their event comes after the deletion of the account', async () => {
    const person = user();
    world.deleted.add(person.userId);
    await world.consume(UserLoggedIn, 'alert_login', login(person, 'new'));
    await world.send();
    expect(await subjects(person.email)).toEqual([]);
    expect(await world.rows('SELECT 1 FROM messages m WHERE m::text LIKE $1', [`%${person.email}%`])).toEqual(
      [],
    );
  });

  it('end with the deletion of the account, after which nothing of its owner is left', async () => {
    const person = user();
    await world.consume(UserRegistered, 'welcome_user', person);
    await world.send();
    const order = world.order({ status: 'PAID', email: person.email }, { customerId: person.userId });
    await world.consume(OrderPaid, 'confirm_payment', paid(order));
    await world.send();
    await world.consume(UserLoggedIn, 'alert_login', login(person, 'new'));
    await world.consume(UserDeleted, 'forget_account', person);
    await world.send();
    expect(await subjects(person.email)).toEqual([
      'Welcome to Test Shop',
      expect.stringMatching(/^Payment received/),
      'Your account was deleted',
    ]);
    const rows = await world.rows('SELECT 1 FROM messages m WHERE m::text LIKE $1', [`%${person.email}%`]);
    expect(rows).toEqual([]);
  });
});

describe('mails to staff', () => {
  it('go to each of their addresses once per stock alert, dispute, mark, failed refund, shipment, dead letter and difference', async () => {
    const orderId = uuidv7();
    const warning = mark(orderId);
    await world.consume(StockLow, 'tell_low_stock', stockLow());
    await world.consume(DisputeOpened, 'tell_dispute', dispute(orderId));
    await world.consume(FraudWarningReported, 'tell_fraud_warning', warning);
    await world.consume(FraudWarningReported, 'tell_fraud_warning', { ...warning, open: false });
    await world.consume(ReviewOpened, 'tell_review', mark(orderId));
    await world.consume(RefundFailed, 'tell_refund_failed', failedRefund(orderId));
    await world.consume(ShipmentActionRequired, 'tell_shipment_action', shipmentAction(orderId));
    await world.consume(DeadLetterStored.orders, 'tell_orders_dead_letter', deadLetter());
    await world.consume(DifferenceFound, 'tell_difference', difference());
    await world.send();
    const reference = orderId.slice(-8).toUpperCase();
    const expected = [
      'Dead letter of orders_ms_settle_order',
      'Difference with Stripe: unknown_capture',
      `Dispute about €25.00, order ${reference}`,
      `Fraud warning, order ${reference}`,
      'Low stock: Mug',
      `Payment under review, order ${reference}`,
      `Refund of €25.00 failed, order ${reference}`,
      `Shipment of order ${reference} needs you`,
    ];
    expect((await subjects('staff@example.com')).sort()).toEqual(expected);
    expect((await subjects('boss@example.com')).sort()).toEqual(expected);
  });
});
