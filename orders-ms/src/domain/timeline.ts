import type {
  Actor,
  Fault,
  PaymentSessionView,
  TimelineEntry,
  TimelineStep,
  WebhookReceipt,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Happening } from './happening.js';
import type { Order } from './order.js';
import { disputeSteps } from './refund-timeline.js';
import type { Payment, Rejection } from './settle.js';

/** A happening as the timeline keeps it. */
export interface Entry extends Happening {
  /** UUIDv7, so that entries of the same millisecond keep their order. */
  id: string;
  orderId: string;
  at: Date;
  /** Subject of the request or event, or Stripe's event id. */
  cause: string;
  correlationId: string;
}

export const entry = (
  orderId: string,
  { at = new Date(), cause, correlationId }: { at?: Date; cause: string; correlationId: string },
  happening: Happening,
): Entry => ({ id: uuidv7(), orderId, at, cause, correlationId, ...happening });

export const created = ({ totalAmount, totalItems, currency }: Order): Happening => ({
  step: 'created',
  message: 'The order was placed and its stock is held.',
  details: { totalAmount, totalItems, currency },
});

export const sessionOpened = (session: PaymentSessionView, attempt: number): Happening => ({
  step: 'payment_session_opened',
  message: attempt === 1 ? 'A payment link was made.' : 'A new payment link was made.',
  details: { sessionId: session.id, attempt, expiresAt: session.expiresAt },
});

export const sessionFailed = (
  { code, message }: Pick<Fault, 'code' | 'message'>,
  attempt: number,
): Happening => ({
  step: 'payment_session_failed',
  message: 'No payment link could be made.',
  details: { attempt, code, reason: message },
});

export const sessionExpired = (sessionId: string, current: boolean): Happening => ({
  step: 'payment_session_expired',
  message: current ? 'Nobody paid in time.' : 'An older payment link ended.',
  details: { sessionId, current },
});

export const webhookSeen = ({ eventId, type }: WebhookReceipt): Happening => ({
  step: 'webhook_seen',
  message: `Stripe reported ${type}.`,
  details: { eventId, type },
});

export const paid = ({ paymentId, amount, currency }: Payment, paidAt: string): Happening => ({
  step: 'paid',
  message: 'The order is paid.',
  details: { paymentId, amount, currency, paidAt },
});

const why: Record<Rejection, string> = {
  unknown_order: 'there is no such order',
  cancelled: 'the order was cancelled before',
  paid_by_another: 'another payment had already paid the order',
  amount_differs: 'it is not the amount of the order',
  currency_differs: 'it is not in the currency of the order',
};

export const paymentRejected = ({ paymentId, amount, currency }: Payment, reason: Rejection): Happening => ({
  step: 'payment_rejected',
  message: `A payment does not count and goes back to the shopper: ${why[reason]}.`,
  details: { reason, paymentId, amount, currency },
});

export const paymentFailed = (sessionId: string, reason: string, current: boolean): Happening => ({
  step: 'payment_failed',
  message: 'The payment failed.',
  details: { sessionId, reason, current },
});

/** `by` is the role of who did it, `byId` the account, which only staff see. */
export const cancelled = (reason: string, by: Actor): Happening => ({
  step: 'cancelled',
  message: 'The order was cancelled.',
  details: { reason, by: by.role, byId: by.id },
});

export const statusChanged = (from: string, to: string, reason: string | null, by: Actor): Happening => ({
  step: 'status_changed',
  message: `The order went from ${from} to ${to}.`,
  details: { from, to, reason, by: by.role, byId: by.id },
});

/** For staff only. */
export const assigned = (assigneeId: string | null, by: Actor): Happening => ({
  step: 'assigned',
  message: assigneeId ? 'Somebody looks after the order now.' : 'Nobody looks after the order any more.',
  details: { assigneeId, assignedBy: by.id },
});

/** Steps that only staff see. */
const internalSteps: ReadonlySet<TimelineStep> = new Set(['assigned', ...disputeSteps]);

/** A timeline as shoppers see it: neither who looks after the order, nor disputes, nor notes, and of who did something only the role. */
export const forShoppers = (entries: readonly TimelineEntry[]): TimelineEntry[] =>
  entries
    .filter(({ step }) => !internalSteps.has(step))
    .map(({ details: { byId: _account, note: _note, ...details }, ...rest }) => ({ ...rest, details }));

export const claimed = (): Happening => ({
  step: 'claimed',
  message: 'The order went to the account that verified its e-mail address.',
  details: {},
});
