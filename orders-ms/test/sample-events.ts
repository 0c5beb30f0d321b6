import {
  type DisputeEvent,
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  FraudWarningReported,
  PaymentDelayed,
  PaymentFailed,
  type PaymentMarkEvent,
  PaymentMismatched,
  PaymentSessionExpired,
  PaymentSucceeded,
  RefundFailed,
  RefundRequested,
  RefundSucceeded,
  ReviewClosed,
  ReviewOpened,
  ShipmentDelivered,
  type ShipmentEvent,
  ShipmentShipped,
  UserDeleted,
  UserEmailVerified,
} from '@orderwire/contracts';
import { type Sample, sample } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { account, person } from './customer-events.js';
import { capture, delayed, expired, failed } from './payment-events.js';
import { refundEvent } from './refund-events.js';

/** One event of every subject that orders-ms consumes, about an order of 25 dollars. */
export function samplesAbout(orderId: string): Sample[] {
  const { receiptUrl: _receipt, email: _email, paidAt: _paidAt, ...payment } = capture(orderId);
  const refund = refundEvent(orderId, uuidv7());
  const dispute: DisputeEvent = {
    ...{ orderId, disputeId: 'dp_1', paymentId: payment.paymentId, amount: 2_500, currency: 'usd' },
    ...{ reason: 'fraudulent', at: new Date().toISOString() },
  };
  const mark: PaymentMarkEvent = {
    ...{ orderId, markId: 'prv_1', paymentId: payment.paymentId, reason: 'rule', open: true },
    at: new Date().toISOString(),
  };
  const parcel: ShipmentEvent = {
    ...{ orderId, shipmentId: uuidv7(), carrier: 'SandboxPost', trackingNumber: 'CS1', trackingUrl: null },
    at: new Date().toISOString(),
  };
  const user = person(account().id, 'ada@example.com');
  return [
    sample(PaymentSucceeded, capture(orderId)),
    sample(PaymentMismatched, { ...payment, reason: 'amount_mismatch' }),
    sample(PaymentDelayed, delayed(orderId)),
    sample(PaymentFailed, failed(orderId)),
    sample(PaymentSessionExpired, expired(orderId)),
    sample(RefundRequested, refund),
    sample(RefundSucceeded, refund),
    sample(RefundFailed, { ...refund, failure: 'lost_or_stolen_card' }),
    sample(DisputeOpened, dispute),
    sample(DisputeWon, dispute),
    sample(DisputeLost, dispute),
    sample(FraudWarningReported, { ...mark, markId: 'issfr_1' }),
    sample(ReviewOpened, mark),
    sample(ReviewClosed, { ...mark, open: false }),
    sample(ShipmentShipped, parcel),
    sample(ShipmentDelivered, parcel),
    sample(UserEmailVerified, user),
    sample(UserDeleted, user),
  ];
}
