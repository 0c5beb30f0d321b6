import type {
  DeadLetterStoredEvent,
  DifferenceFoundEvent,
  DisputeEvent,
  DocumentIssuedEvent,
  MailOrder,
  OrderCancelledEvent,
  OrderCreatedEvent,
  OrderPaidEvent,
  OrderPaymentRejectedEvent,
  OrderRefundedEvent,
  OrderStatus,
  OrderStatusChangedEvent,
  PaymentFailedEvent,
  PaymentMarkEvent,
  RefundEvent,
  ReturnEvent,
  ShipmentActionRequiredEvent,
  ShipmentEvent,
  StockLowEvent,
  UserEvent,
  UserLoggedInEvent,
  UserMailTokenEvent,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';

const now = (): string => new Date().toISOString();

export const created = ({ order }: MailOrder): OrderCreatedEvent => ({
  orderId: order.id,
  currency: order.currency,
  totalAmount: order.totalAmount,
  items: order.items,
  createdAt: order.createdAt,
});

export const paid = ({ order }: MailOrder): OrderPaidEvent => ({
  orderId: order.id,
  currency: order.currency,
  totalAmount: order.totalAmount,
  paymentId: 'pi_1',
  paidAt: now(),
});

export const cancelled = ({ order }: MailOrder): OrderCancelledEvent => ({
  orderId: order.id,
  reason: 'words of staff',
  cancelledAt: now(),
});

export const changed = (
  { order }: MailOrder,
  from: OrderStatus,
  to: OrderStatus,
): OrderStatusChangedEvent => ({
  ...{ orderId: order.id, from, to, reason: 'words of staff', changedAt: now() },
});

export const refunded = ({ order }: MailOrder, amount: number): OrderRefundedEvent => ({
  ...{ orderId: order.id, refundId: uuidv7(), currency: order.currency, amount },
  ...{ refundedAmount: amount, totalAmount: order.totalAmount, restock: [], refundedAt: now() },
});

export const paymentFailed = ({ order }: MailOrder): PaymentFailedEvent => ({
  orderId: order.id,
  sessionId: `cs_${uuidv7()}`,
  reason: 'insufficient_funds',
  webhook: { eventId: 'evt_1', type: 'checkout.session.async_payment_failed', receivedAt: now() },
});

export const user = (changes: Partial<UserEvent> = {}): UserEvent => {
  const userId = uuidv7();
  return { userId, email: `${userId}@example.com`, name: 'Ada', locale: null, at: now(), ...changes };
};

export const login = (person: UserEvent, place: 'known' | 'new'): UserLoggedInEvent => ({
  ...person,
  ...{ ip: '192.0.2.1', device: 'Firefox on Linux', place },
});

export const tokenRequest = (person: UserEvent, minutes = 30): UserMailTokenEvent => ({
  ...person,
  tokenId: uuidv7(),
  expiresAt: new Date(Date.now() + minutes * 60_000).toISOString(),
});

export const stockLow = (): StockLowEvent => ({
  ...{ productId: uuidv7(), name: 'Mug', available: 3, threshold: 5, at: now() },
});

export const dispute = (orderId: string): DisputeEvent => ({
  ...{ orderId, disputeId: `du_${uuidv7()}`, paymentId: 'pi_1', amount: 2_500, currency: 'eur' },
  ...{ reason: 'fraudulent', at: now() },
});

export const mark = (orderId: string, open = true): PaymentMarkEvent => ({
  ...{ orderId, markId: `prv_${uuidv7()}`, paymentId: 'pi_1', reason: 'rule', open, at: now() },
});

export const failedRefund = (orderId: string): RefundEvent => ({
  ...{ orderId, refundId: uuidv7(), paymentId: 'pi_1', amount: 2_500, currency: 'eur', reason: 'requested' },
  ...{ automatic: false, failure: 'lost_or_stolen_card', at: now() },
});

export const rejectedPayment = ({ order }: MailOrder): OrderPaymentRejectedEvent => ({
  ...{ orderId: order.id, paymentId: 'pi_1', amount: 2_500, currency: 'eur', reason: 'cancelled' },
  rejectedAt: now(),
});

export const deadLetter = (): DeadLetterStoredEvent => ({
  ...{ deadLetterId: uuidv7(), consumer: 'orders_ms_settle_order', subject: 'payment.succeeded' },
  ...{ eventId: uuidv7(), reason: 'amount must be a whole number', attempts: 5, at: now() },
});

export const difference = (): DifferenceFoundEvent => ({
  ...{ differenceId: 'unknown_capture/pi_1', kind: 'unknown_capture', orderId: null, paymentId: 'pi_1' },
  ...{ message: 'pi_1 is unknown here', at: now() },
});

export const documentIssued = ({ order }: MailOrder): DocumentIssuedEvent => ({
  ...{ documentId: uuidv7(), orderId: order.id, kind: 'invoice', number: 'INV-2026-000001', refundId: null },
  ...{ currency: order.currency, totalAmount: order.totalAmount, taxAmount: 0, issuedAt: now() },
});

export const returnLabel = ({ order }: MailOrder): ReturnEvent => ({
  ...{ orderId: order.id, returnId: uuidv7(), items: [], carrier: 'SandboxPost', trackingNumber: 'CS2' },
  ...{ trackingUrl: null, at: now() },
});

export const shipmentAction = (orderId: string): ShipmentActionRequiredEvent => ({
  ...{ orderId, shipmentId: uuidv7(), reason: 'Unable to verify address.', at: now() },
});

export const shipment = (orderId: string): ShipmentEvent => ({
  ...{ orderId, shipmentId: uuidv7(), carrier: 'SandboxPost', trackingNumber: 'CS1', trackingUrl: null },
  at: now(),
});
