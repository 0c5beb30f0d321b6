import {
  DeadLetterStored,
  DifferenceFound,
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  DocumentIssued,
  FraudWarningReported,
  OrderCancelled,
  OrderCreated,
  OrderPaid,
  OrderPaymentRejected,
  OrderRefunded,
  OrderStatusChanged,
  PaymentFailed,
  RefundFailed,
  RefundRequested,
  RefundSucceeded,
  ReturnLabelPurchased,
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
  type MailOrder,
} from '@orderwire/contracts';
import { type Sample, sample } from '@orderwire/test-kit';
import * as events from './events.js';

/** One event of every subject that notifications-ms consumes. */
export const samplesAbout = (order: MailOrder): Sample[] => {
  const { id } = order.order;
  const person = events.user();
  const token = events.tokenRequest(person);
  return [
    sample(OrderCreated, events.created(order)),
    sample(OrderPaid, events.paid(order)),
    sample(OrderCancelled, events.cancelled(order)),
    sample(OrderStatusChanged, events.changed(order, 'PAID', 'SHIPPED')),
    sample(OrderRefunded, events.refunded(order, 100)),
    sample(ReturnLabelPurchased, events.returnLabel(order)),
    sample(ShipmentActionRequired, events.shipmentAction(id)),
    sample(PaymentFailed, events.paymentFailed(order)),
    sample(StockLow, events.stockLow()),
    sample(DisputeOpened, events.dispute(id)),
    sample(FraudWarningReported, events.mark(id)),
    sample(ReviewOpened, events.mark(id)),
    ...[RefundRequested, RefundSucceeded, RefundFailed].map((contract) =>
      sample(contract, events.failedRefund(id)),
    ),
    ...[DisputeWon, DisputeLost].map((contract) => sample(contract, events.dispute(id))),
    sample(DocumentIssued, events.documentIssued(order)),
    sample(DifferenceFound, events.difference()),
    ...Object.values(DeadLetterStored).map((contract) => sample(contract, events.deadLetter())),
    sample(OrderPaymentRejected, events.rejectedPayment(order)),
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
