import { attemptIn, orderIdIn, shopIn } from '../checkout/checkout-session.js';

/** A verified event, as the webhook received it. */
export interface IncomingEvent {
  readonly id: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly apiVersion: string | null;
  readonly livemode: boolean;
  /** The connected account (`acct_…`); null for our own account. */
  readonly account: string | null;
  /** From the metadata of the session; null for objects that are not ours. */
  readonly orderId: string | null;
  readonly attempt: number | null;
  /** The shop that created the object, from its metadata. */
  readonly shop: string | null;
  /** The payment (`pi_…`) of a refund, dispute, fraud warning or review; null for other objects. */
  readonly paymentId: string | null;
  /** The request body, byte for byte. */
  readonly payload: string;
}

/** The request is not proven to be Stripe's. The message gives the reason and may be shown. */
export class InvalidSignature extends Error {
  override readonly name = 'InvalidSignature';
}

/** The request is Stripe's, and has no event that can be processed. The message says why. */
export class UnusableEvent extends Error {
  override readonly name = 'UnusableEvent';
}

// These events are processed. All others are only stored.
const sessionEvents: ReadonlySet<string> = new Set([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
]);
const refundEvents: ReadonlySet<string> = new Set([
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refunded',
  'charge.refund.updated',
]);
const disputeEvents: ReadonlySet<string> = new Set([
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
]);

const markEvents: ReadonlySet<string> = new Set([
  'radar.early_fraud_warning.created',
  'radar.early_fraud_warning.updated',
  'review.opened',
  'review.closed',
]);

/** The types that the endpoint must be subscribed to. `charge.refund…` duplicates `refund.…`. */
export const REQUIRED_EVENT_TYPES: readonly string[] = [
  ...sessionEvents,
  ...[...refundEvents].filter((type) => type.startsWith('refund.')),
  ...disputeEvents,
  ...markEvents,
];

export const isSessionEvent = (type: string): boolean => sessionEvents.has(type);

export const isDisputeEvent = (type: string): boolean => disputeEvents.has(type);

/** A fraud warning or a review. */
export const isMarkEvent = (type: string): boolean => markEvents.has(type);

/** About a refund, a dispute, a fraud warning or a review of a payment. */
const isAboutPayment = (type: string): boolean =>
  refundEvents.has(type) || disputeEvents.has(type) || markEvents.has(type);

const isHandled = (type: string): boolean => sessionEvents.has(type) || isAboutPayment(type);

const word = /^[\w.:-]{1,255}$/;

/** The shop in the metadata of the object of a stored event. */
export const shopInPayload = (payload: string): string | null =>
  shopIn(record(record(record(JSON.parse(payload))['data'])['object'])['metadata']);

/** Parses a signed body. Returns undefined when it is not a Stripe event. */
export function parseStripeEvent(body: unknown, payload: string): IncomingEvent | undefined {
  const event = record(body);
  const id = wordOf(event['id']);
  const type = wordOf(event['type']);
  if (!id?.startsWith('evt_') || !type || event['object'] !== 'event') return undefined;
  const object = record(record(event['data'])['object']);
  return {
    id,
    type,
    objectId: wordOf(object['id']) ?? null,
    apiVersion: wordOf(event['api_version']) ?? null,
    livemode: event['livemode'] === true,
    account: accountOf(event['account']),
    orderId: orderIdIn(object['metadata']),
    attempt: attemptIn(object['metadata']),
    shop: shopIn(object['metadata']),
    paymentId: isAboutPayment(type) ? paymentIdOf(object['payment_intent']) : null,
    payload,
  };
}

/** An event of our own: the object is processed as if Stripe had sent a webhook about it. */
export const syntheticEvent = (
  event: Pick<IncomingEvent, 'id' | 'type' | 'objectId' | 'livemode'> &
    Partial<Pick<IncomingEvent, 'orderId' | 'attempt'>>,
): IncomingEvent => ({
  orderId: null,
  attempt: null,
  ...event,
  shop: null,
  apiVersion: null,
  account: null,
  paymentId: null,
  payload: '{}',
});

/** The outcome of an event about an object of another shop on our account. */
export const FOREIGN = 'foreign';

/**
 * Why an event needs no processing; undefined if it does. `shop`: our marker. A session without an
 * order is another shop's. Whether one with an order is ours depends on what is stored.
 */
export function ignoreReason(event: IncomingEvent, livemode: boolean, shop: string): string | undefined {
  if (!isHandled(event.type)) return 'ignored';
  if (event.account !== null) return 'other_account';
  if (event.livemode !== livemode) return 'other_mode';
  return isSessionEvent(event.type) && event.orderId === null && event.shop !== shop ? FOREIGN : undefined;
}

/** Any value marks the event as another account's, also one that is not an id. */
const accountOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : (wordOf(value) ?? 'unreadable');

/** The payment intent may be expanded. */
const paymentIdOf = (value: unknown): string | null => wordOf(value) ?? wordOf(record(value)['id']) ?? null;

const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' && word.test(value) ? value : undefined;

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
