import type {
  TimelineEntry,
  TimelineStep,
  Actor,
  DisputeEvent,
  DisputeState,
  Fault,
  PaymentMarkEvent,
  PaymentSessionView,
  WebhookReceipt,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Order } from '../lifecycle/order.js';
import type { Payment, RejectionReason } from '../payment/payment-decision.js';
import type { Refund } from '../refunds/refund.js';

/** An event of an order: a message for people, details for programs. */
export type TimelineEvent = Pick<TimelineEntry, 'step' | 'message' | 'details'>;

/** A timeline entry to be stored. */
export interface NewTimelineEntry extends TimelineEvent {
  /** UUIDv7, so that entries of the same millisecond keep their order. */
  id: string;
  orderId: string;
  at: Date;
  /** Subject of the request or event, or Stripe's event id. */
  cause: string;
  correlationId: string;
}

export const timelineEntry = (
  orderId: string,
  { at = new Date(), cause, correlationId }: { at?: Date; cause: string; correlationId: string },
  event: TimelineEvent,
): NewTimelineEntry => ({ id: uuidv7(), orderId, at, cause, correlationId, ...event });

/** Steps that only staff see: assignments, disputes, fraud warnings and reviews. */
export const staffSteps: readonly TimelineStep[] = [
  'assigned',
  'dispute_opened',
  'dispute_won',
  'dispute_lost',
  'fraud_warning',
  'review_opened',
  'review_closed',
];

/** What only staff see: reasons in Stripe's words, and their own. */
const staffDetails: Partial<Record<TimelineStep, readonly string[]>> = {
  payment_failed: ['reason'],
  status_changed: ['reason', 'overrideReason', 'blockedBy'],
  refund_requested: ['reason', 'note'],
  refunded: ['reason'],
  refund_failed: ['reason', 'failure'],
};

/**
 * An entry as shoppers see it: without the words of staff and of Stripe. Of the person behind a step
 * it shows the role, not the account. The reason of a cancellation is shown unless staff gave it.
 */
export function forShopper({ details, ...rest }: TimelineEntry): TimelineEntry {
  const by = details['by'];
  const ofStaff = rest.step === 'cancelled' && (by === 'staff' || by === 'admin');
  const hidden = ['byId', ...(staffDetails[rest.step] ?? []), ...(ofStaff ? ['reason'] : [])];
  const shown = Object.entries(details).filter(([name]) => !hidden.includes(name));
  return { ...rest, details: Object.fromEntries(shown) };
}

export const created = ({ totalAmount, totalItems, currency }: Order): TimelineEvent => ({
  step: 'created',
  message: 'The order was created and its stock is reserved.',
  details: { totalAmount, totalItems, currency },
});

export const sessionOpened = (session: PaymentSessionView, attempt: number): TimelineEvent => ({
  step: 'payment_session_opened',
  message: attempt === 1 ? 'A payment session was opened.' : 'A new payment session was opened.',
  details: { sessionId: session.id, attempt, expiresAt: session.expiresAt },
});

export const sessionFailed = (
  { code, message }: Pick<Fault, 'code' | 'message'>,
  attempt: number,
): TimelineEvent => ({
  step: 'payment_session_failed',
  message: 'No payment session could be opened.',
  details: { attempt, code, reason: message },
});

export const sessionExpired = (sessionId: string, current: boolean): TimelineEvent => ({
  step: 'payment_session_expired',
  message: current ? 'The payment session expired unpaid.' : 'An earlier payment session expired.',
  details: { sessionId, current },
});

export const webhookSeen = ({ eventId, type }: WebhookReceipt): TimelineEvent => ({
  step: 'webhook_seen',
  message: `Stripe reported ${type}.`,
  details: { eventId, type },
});

export const paymentDelayed = (sessionId: string): TimelineEvent => ({
  step: 'payment_delayed',
  message:
    'The payment is being processed by the bank, which can take some days. The order is kept until the payment arrives or fails.',
  details: { sessionId },
});

export const paid = ({ paymentId, amount, currency, discount }: Payment, paidAt: string): TimelineEvent => ({
  step: 'paid',
  message: discount ? 'The order is paid: a promotion code covered all of it.' : 'The order is paid.',
  details: { paymentId, amount, currency, paidAt, ...(discount && { discount }) },
});

/** Of a free order, when it is created. */
export const paidFree = ({ currency, createdAt }: Order): TimelineEvent => ({
  step: 'paid',
  message: 'The order is free: there is nothing to pay.',
  details: { paymentId: null, amount: 0, currency, paidAt: createdAt.toISOString() },
});

const rejectionMessages: Record<RejectionReason, string> = {
  unknown_order: 'the order does not exist',
  cancelled: 'the order was already cancelled',
  paid_by_another: 'another payment had already paid the order',
  amount_differs: 'its amount is not the total of the order',
  currency_differs: 'its currency is not that of the order',
};

export const paymentRejected = (
  { paymentId, amount, currency }: Payment,
  reason: RejectionReason,
): TimelineEvent => ({
  step: 'payment_rejected',
  message: `A payment was rejected and will be refunded: ${rejectionMessages[reason]}.`,
  details: { reason, paymentId, amount, currency },
});

/** `renewable`: of the current session, until when a new one can be requested. */
export const paymentFailed = (
  sessionId: string,
  reason: string,
  current: boolean,
  renewable?: { attempt: number; until: Date },
): TimelineEvent => ({
  step: 'payment_failed',
  message: renewable ? 'The payment failed. A new payment link can be requested.' : 'The payment failed.',
  details: {
    ...{ sessionId, reason, current },
    ...(renewable && { attempt: renewable.attempt, until: renewable.until.toISOString() }),
  },
});

/** `by` is the role of the actor; `byId` is the account, which only staff see. */
export const cancelled = (reason: string, by: Actor, processing = false): TimelineEvent => ({
  step: 'cancelled',
  message: processing
    ? 'The order was cancelled. A payment is being processed: it will be refunded when it arrives.'
    : 'The order was cancelled.',
  details: { reason, by: by.role, byId: by.id },
});

/** `override`: why it was shipped although its money may go back. */
export const statusChanged = (
  from: string,
  to: string,
  reason: string | null,
  by: Actor,
  override?: { overrideReason: string | undefined; blockedBy: string[] },
): TimelineEvent => ({
  step: 'status_changed',
  message: `The status changed from ${from} to ${to}.`,
  details: { from, to, reason, by: by.role, byId: by.id, ...override },
});

/** Only staff see it. */
export const assigned = (assigneeId: string | null, by: Actor): TimelineEvent => ({
  step: 'assigned',
  message: assigneeId ? 'The order was assigned to a staff member.' : 'The order was unassigned.',
  details: { assigneeId, assignedBy: by.id },
});

export const claimed = (): TimelineEvent => ({
  step: 'claimed',
  message: 'The order now belongs to the account that verified its e-mail address.',
  details: {},
});

const refundDetails = (refund: Refund, currency: string) => {
  const { id: refundId, paymentId, amount, reason, automatic } = refund;
  return { refundId, paymentId, amount, currency, reason, automatic };
};

/** Requested here by staff. Only staff see `note` and `byId`. */
export const refundRequestedByStaff = (
  refund: Refund & { note: string | null },
  currency: string,
  by: Actor,
): TimelineEvent => ({
  step: 'refund_requested',
  message: 'The shop requested a refund.',
  details: {
    ...refundDetails(refund, currency),
    restock: refund.restock,
    note: refund.note,
    by: by.role,
    byId: by.id,
  },
});

/** Requested by payments-ms for a rejected payment, or by hand at Stripe. */
export const refundRequestedElsewhere = (refund: Refund, currency: string): TimelineEvent => ({
  step: 'refund_requested',
  message: refund.automatic
    ? 'A refund of the rejected payment was requested.'
    : 'A refund was requested at the payment provider.',
  details: refundDetails(refund, currency),
});

export const refunded = (refund: Refund, currency: string): TimelineEvent => ({
  step: 'refunded',
  message: refund.automatic ? 'The rejected payment was refunded.' : 'The refund succeeded.',
  details: refundDetails(refund, currency),
});

export const refundFailed = (refund: Refund, currency: string): TimelineEvent => ({
  step: 'refund_failed',
  message: 'The refund failed.',
  details: { ...refundDetails(refund, currency), failure: refund.failure },
});

const disputeEvents = {
  open: { step: 'dispute_opened', message: 'The shopper’s bank opened a dispute.' },
  won: { step: 'dispute_won', message: 'The shop won the dispute.' },
  lost: { step: 'dispute_lost', message: 'The shop lost the dispute and the payment.' },
} as const;

/** Only staff see it. */
export const disputed = (
  state: DisputeState,
  { disputeId, paymentId, amount, currency, reason }: DisputeEvent,
): TimelineEvent => ({
  ...disputeEvents[state],
  details: { disputeId, paymentId, amount, currency, reason },
});

/** Only staff see it. */
export const marked = (
  kind: 'fraud_warning' | 'review',
  { markId, paymentId, reason, open }: PaymentMarkEvent,
): TimelineEvent => ({
  ...(kind === 'review'
    ? open
      ? { step: 'review_opened', message: 'The payment was placed under review.' }
      : { step: 'review_closed', message: 'The review of the payment was closed.' }
    : {
        step: 'fraud_warning',
        message: open
          ? 'The card network warned that the payment is probably fraudulent.'
          : 'The fraud warning needs no answer: the payment was refunded or disputed.',
      }),
  details: { markId, paymentId, reason, open },
});
