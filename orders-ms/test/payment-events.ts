import type {
  PaymentDelayedEvent,
  PaymentFailedEvent,
  PaymentSessionExpiredEvent,
  PaymentSucceededEvent,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { sessionId } from './fake-services.js';

export const webhook = (type: string) => ({
  eventId: `evt_${uuidv7()}`,
  type,
  receivedAt: new Date().toISOString(),
});

/** The payment of an order of two mugs. */
export const capture = (
  orderId: string,
  changes: Partial<PaymentSucceededEvent> = {},
): PaymentSucceededEvent => ({
  orderId,
  paymentId: `pi_${orderId}`,
  sessionId: sessionId(orderId),
  amount: 2_500,
  currency: 'usd',
  receiptUrl: 'https://receipts.test/1',
  paidAt: '2026-01-31T12:00:00.000Z',
  webhook: webhook('checkout.session.completed'),
  ...changes,
});

export const expired = (orderId: string, attempt = 1): PaymentSessionExpiredEvent => ({
  orderId,
  sessionId: sessionId(orderId, attempt),
  webhook: webhook('checkout.session.expired'),
});

/** Checkout was completed; the bank processes the payment. */
export const delayed = (orderId: string, attempt = 1): PaymentDelayedEvent => ({
  orderId,
  sessionId: sessionId(orderId, attempt),
  webhook: webhook('checkout.session.completed'),
});

export const failed = (orderId: string, attempt = 1): PaymentFailedEvent => ({
  orderId,
  sessionId: sessionId(orderId, attempt),
  reason: 'insufficient funds',
  webhook: webhook('checkout.session.async_payment_failed'),
});
