import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  DisputeOpened,
  FraudWarningReported,
  OrderCancelled,
  OrderCreated,
  OrderPaid,
  OrderRefunded,
  OrderStatusChanged,
  PaymentFailed,
  RefundFailed,
  ReviewOpened,
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
import { deadLetterPoisonMessages, type Sample, sample } from '@orderwire/test-kit';
import * as events from './events.js';
import { NotificationsWorld } from './notifications-world.js';

let world: NotificationsWorld;
beforeAll(async () => {
  world = await NotificationsWorld.create();
});
afterAll(() => world.close());

/** One event of every subject that notifications-ms consumes. */
const samples = (): Sample[] => {
  const order = world.order();
  const { id } = order.order;
  const person = events.user();
  const token = events.tokenRequest(person);
  return [
    sample(OrderCreated, events.created(order)),
    sample(OrderPaid, events.paid(order)),
    sample(OrderCancelled, events.cancelled(order)),
    sample(OrderStatusChanged, events.changed(order, 'PAID', 'SHIPPED')),
    sample(OrderRefunded, events.refunded(order, 100)),
    sample(PaymentFailed, events.paymentFailed(order)),
    sample(StockLow, events.stockLow()),
    sample(DisputeOpened, events.dispute(id)),
    sample(FraudWarningReported, events.mark(id)),
    sample(ReviewOpened, events.mark(id)),
    sample(RefundFailed, events.failedRefund(id)),
    sample(UserRegistered, person),
    sample(UserRegistrationAttempted, person),
    sample(UserLoggedIn, events.login(person, 'new')),
    sample(UserEmailVerificationRequested, token),
    sample(UserPasswordResetRequested, token),
    sample(UserEmailChangeRequested, { ...token, oldEmail: 'old@example.com' }),
    sample(UserPasswordChanged, { ...person, by: 'reset' as const }),
    sample(UserEmailChanged, { ...person, oldEmail: 'old@example.com' }),
    sample(UserDeleted, person),
  ];
};

it('unreadable events become dead letters at once, and the next event is consumed', async () => {
  const consumers = await deadLetterPoisonMessages(world.first, world.link.connection, samples());
  expect(consumers).toEqual(
    [
      'alert_login',
      'confirm_order',
      'confirm_payment',
      'forget_account',
      'send_email_change',
      'send_password_reset',
      'send_verification',
      'tell_cancellation',
      'tell_dispute',
      'tell_email_change',
      'tell_fraud_warning',
      'tell_low_stock',
      'tell_password_change',
      'tell_payment_failed',
      'tell_refund',
      'tell_refund_failed',
      'tell_registration_attempt',
      'tell_review',
      'tell_shipping',
      'welcome_user',
    ].map((handler) => `notifications_ms_${handler}`),
  );
});
