import type { DisputeStatus, Records } from './records.js';

/** The events each kind of object can cause. */
export interface EventTypes {
  session:
    | 'checkout.session.completed'
    | 'checkout.session.expired'
    | 'checkout.session.async_payment_succeeded'
    | 'checkout.session.async_payment_failed';
  intent:
    | 'payment_intent.created'
    | 'payment_intent.requires_action'
    | 'payment_intent.processing'
    | 'payment_intent.succeeded'
    | 'payment_intent.payment_failed'
    | 'payment_intent.canceled';
  charge: 'charge.succeeded' | 'charge.pending' | 'charge.failed' | 'charge.refunded';
  refund: 'refund.created' | 'refund.updated' | 'refund.failed' | 'charge.refund.updated';
  customer: 'customer.created' | 'customer.updated';
  dispute:
    | 'charge.dispute.created'
    | 'charge.dispute.funds_withdrawn'
    | 'charge.dispute.updated'
    | 'charge.dispute.funds_reinstated'
    | 'charge.dispute.closed';
  fraudWarning: 'radar.early_fraud_warning.created' | 'radar.early_fraud_warning.updated';
  review: 'review.opened' | 'review.closed';
}

/** A kind whose changes are announced. */
export type AnnouncedKind = keyof EventTypes;

/** Fields of an object before the change that an event announces. */
export interface PreviousAttributes {
  session: never;
  intent: never;
  charge: { amount_refunded: number; refunded: boolean };
  refund: { status: string };
  customer: never;
  dispute: { status: DisputeStatus };
  fraudWarning: { actionable: boolean };
  review: never;
}

interface EventCommon {
  id: string;
  created: number;
  request: { id: string | null; key: string | null };
  /** True while a webhook with this event still has to be delivered. */
  pending: boolean;
  /** True when fault injection lost its webhook for good. */
  dropped?: boolean;
}

/** An event: its `record` is the version of the object at the moment it happened. */
export type EventRecord = {
  [K in AnnouncedKind]: EventCommon & {
    kind: K;
    type: EventTypes[K];
    record: Records[K];
    previous: PreviousAttributes[K] | null;
  };
}[AnnouncedKind];
