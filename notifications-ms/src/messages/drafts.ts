import type {
  DeadLetterStoredEvent,
  DifferenceFoundEvent,
  DisputeEvent,
  OrderPaidEvent,
  OrderRefundedEvent,
  OrderStatusChangedEvent,
  PaymentFailedEvent,
  PaymentMarkEvent,
  RefundEvent,
  ReturnEvent,
  ShipmentActionRequiredEvent,
  StockLowEvent,
  UserEmailChangedEvent,
  UserEmailChangeRequestedEvent,
  UserEvent,
  UserLoggedInEvent,
  UserMailTokenEvent,
} from '@orderwire/contracts';
import type { AccountKind, ConsumedEvent, MessageData, MessageDraft, OrderKind } from './message.js';

/** The messages that each event asks for. Pure: no rule here reads anything but the event. */

type OfOrder = { readonly orderId: string };

/** A mail about an order, once per order. */
export const orderMail = (
  delivery: ConsumedEvent<OfOrder>,
  kind: OrderKind,
  data: MessageData = {},
): MessageDraft => ({
  kind,
  subjectId: delivery.event.orderId,
  orderId: delivery.event.orderId,
  origin: delivery,
  data: { time: delivery.occurredAt, ...data },
});

export const paymentReceived = (delivery: ConsumedEvent<OrderPaidEvent>): MessageDraft => {
  const { totalAmount: amount, currency, paidAt: time } = delivery.event;
  return orderMail(delivery, 'payment_received', { amount, currency, time });
};

/** Each failed payment session gets a mail of its own. */
export const paymentFailed = (delivery: ConsumedEvent<PaymentFailedEvent>): MessageDraft => ({
  ...orderMail(delivery, 'payment_failed'),
  subjectId: delivery.event.sessionId,
});

/** Nothing for other changes. */
export function statusChanged(delivery: ConsumedEvent<OrderStatusChangedEvent>): MessageDraft[] {
  const { to, changedAt: time } = delivery.event;
  if (to === 'SHIPPED') return [orderMail(delivery, 'order_shipped', { time })];
  if (to === 'DELIVERED') return [orderMail(delivery, 'order_delivered', { time })];
  return [];
}

export const refunded = (delivery: ConsumedEvent<OrderRefundedEvent>): MessageDraft => {
  const { refundId, amount, currency, refundedAt: time } = delivery.event;
  return { ...orderMail(delivery, 'order_refunded', { amount, currency, time }), subjectId: refundId };
};

/** Each return has a mail of its own. */
export const returnLabel = (delivery: ConsumedEvent<ReturnEvent>): MessageDraft => {
  const { returnId, carrier, trackingNumber, at: time } = delivery.event;
  return { ...orderMail(delivery, 'return_label', { carrier, trackingNumber, time }), subjectId: returnId };
};

/** A mail to the owner of an account, once per event. */
export const accountMail = (
  delivery: ConsumedEvent<UserEvent>,
  kind: AccountKind,
  { email = delivery.event.email, ...more }: { email?: string } & Partial<MessageDraft> = {},
): MessageDraft => {
  const { userId, name, locale, at } = delivery.event;
  return {
    kind,
    subjectId: delivery.id,
    accountId: userId,
    origin: delivery,
    email,
    ...more,
    data: { name, locale, email, time: at, ...more.data },
  };
};

/** Known places raise no alert. */
export function loginAlert(delivery: ConsumedEvent<UserLoggedInEvent>): MessageDraft[] {
  const { place, ip, device } = delivery.event;
  return place === 'new' ? [accountMail(delivery, 'login_alert', { data: { ip, device } })] : [];
}

/** A mail with a one-time token, which is read when the mail is sent and stored nowhere. */
export const tokenMail = (
  delivery: ConsumedEvent<UserMailTokenEvent>,
  kind: 'verify_email' | 'password_reset' | 'email_change',
): MessageDraft => {
  const { tokenId, expiresAt } = delivery.event;
  return accountMail(delivery, kind, { subjectId: tokenId, expiresAt, data: { expiresAt } });
};

/** The new address confirms the change, the old one learns of it. */
export const emailChange = (delivery: ConsumedEvent<UserEmailChangeRequestedEvent>): MessageDraft[] => [
  tokenMail(delivery, 'email_change'),
  accountMail(delivery, 'email_change_notice', { email: delivery.event.oldEmail }),
];

export const emailChanged = (delivery: ConsumedEvent<UserEmailChangedEvent>): MessageDraft => {
  const { oldEmail, email: newEmail } = delivery.event;
  return accountMail(delivery, 'email_changed', { email: oldEmail, data: { newEmail } });
};

export const stockLow = (delivery: ConsumedEvent<StockLowEvent>): MessageDraft => {
  const { name: product, available, threshold } = delivery.event;
  return {
    kind: 'stock_low',
    subjectId: delivery.id,
    origin: delivery,
    data: { product, available, threshold },
  };
};

export const disputeOpened = (delivery: ConsumedEvent<DisputeEvent>): MessageDraft => {
  const { orderId, disputeId, paymentId, amount, currency, reason } = delivery.event;
  const data = { disputeId, paymentId, amount, currency, reason };
  return { kind: 'dispute_opened', subjectId: disputeId, orderId, origin: delivery, data };
};

/** Only while staff have something to decide. */
export function markReported(
  delivery: ConsumedEvent<PaymentMarkEvent>,
  kind: 'fraud_warning' | 'review_opened',
): MessageDraft[] {
  const { orderId, markId, paymentId, reason, open } = delivery.event;
  return open ? [{ kind, subjectId: markId, orderId, origin: delivery, data: { paymentId, reason } }] : [];
}

export const refundFailed = (delivery: ConsumedEvent<RefundEvent>): MessageDraft => {
  const { orderId, refundId, paymentId, amount, currency, failure } = delivery.event;
  const data = { refundId, paymentId, amount, currency, reason: failure };
  return { kind: 'refund_failed', subjectId: refundId, orderId, origin: delivery, data };
};

export const shipmentActionRequired = (
  delivery: ConsumedEvent<ShipmentActionRequiredEvent>,
): MessageDraft => {
  const { orderId, shipmentId, reason } = delivery.event;
  const data = { shipmentId, reason };
  return { kind: 'shipment_action_required', subjectId: delivery.id, orderId, origin: delivery, data };
};

export const deadLetter = (delivery: ConsumedEvent<DeadLetterStoredEvent>): MessageDraft => {
  const { deadLetterId, consumer, subject, eventId, reason, attempts } = delivery.event;
  const data = { deadLetterId, consumer, subject, eventId, reason, attempts };
  return { kind: 'dead_letter', subjectId: delivery.id, origin: delivery, data };
};

export const differenceFound = (delivery: ConsumedEvent<DifferenceFoundEvent>): MessageDraft => {
  const { kind: difference, message } = delivery.event;
  const data = { difference, message };
  return { kind: 'reconciliation_difference', subjectId: delivery.id, origin: delivery, data };
};
