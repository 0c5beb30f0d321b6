/** An event as the webhook brought it, verified. */
export interface IncomingEvent {
  readonly id: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly apiVersion: string | null;
  readonly livemode: boolean;
  /** The connected account it is about (`acct_…`); null for our own. */
  readonly account: string | null;
  /** From the metadata we gave the session; null on objects that are not ours. */
  readonly orderId: string | null;
  readonly attempt: number | null;
  /** The payment (`pi_…`) that a refund or dispute is about; null for all else. */
  readonly paymentId: string | null;
  /** The body, byte for byte. */
  readonly payload: string;
}

/** The request does not prove that it comes from Stripe; the message says what is wrong and may be shown. */
export class BadSignature extends Error {
  override readonly name = 'BadSignature';
}

/** The events that are worked on: those that can end a session, and those about money that goes back. All others are kept only. */
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

/** The types that Stripe has to send; of refunds, `charge.*` says again what `refund.*` says. */
export const neededEvents: readonly string[] = [
  ...sessionEvents,
  ...[...refundEvents].filter((type) => type.startsWith('refund.')),
  ...disputeEvents,
];

/** Whether an event is about a Checkout session. */
export const isAboutSession = (type: string): boolean => sessionEvents.has(type);

/** Whether an event is about a dispute. */
export const isAboutDispute = (type: string): boolean => disputeEvents.has(type);

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const word = /^[\w.:-]{1,255}$/;

/** Reads what a signed body says; undefined when it is not an event of Stripe's. */
export function readEvent(body: unknown, payload: string): IncomingEvent | undefined {
  const event = record(body);
  const id = wordOf(event['id']);
  const type = wordOf(event['type']);
  if (!id?.startsWith('evt_') || !type || event['object'] !== 'event') return undefined;
  const object = record(record(event['data'])['object']);
  const metadata = record(object['metadata']);
  return {
    id,
    type,
    objectId: wordOf(object['id']) ?? null,
    apiVersion: wordOf(event['api_version']) ?? null,
    livemode: event['livemode'] === true,
    account: accountOf(event['account']),
    orderId: orderIdOf(metadata['orderId']),
    attempt: attemptOf(metadata['attempt']),
    paymentId: isAboutReturn(type) ? paymentOf(object['payment_intent']) : null,
    payload,
  };
}

/** Whether an event is about money that goes back. */
const isAboutReturn = (type: string): boolean => refundEvents.has(type) || disputeEvents.has(type);

const isHandled = (type: string): boolean => sessionEvents.has(type) || isAboutReturn(type);

/** Why an event needs no work; undefined when it does. */
export function ignoredBecause(event: IncomingEvent, live: boolean): string | undefined {
  if (!isHandled(event.type)) return 'ignored';
  if (event.account !== null) return 'other_account';
  return event.livemode === live ? undefined : 'other_mode';
}

/** An order's id in metadata, or null. */
export const orderIdOf = (value: unknown): string | null =>
  typeof value === 'string' && uuid.test(value) ? value.toLowerCase() : null;

/** An attempt's number in metadata, or null. */
export const attemptOf = (value: unknown): number | null =>
  typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;

/** Anything in the account's place makes the event another's. */
const accountOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : (wordOf(value) ?? 'unreadable');

/** The payment intent's id, expanded or not. */
const paymentOf = (value: unknown): string | null => wordOf(value) ?? wordOf(record(value)['id']) ?? null;

const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' && word.test(value) ? value : undefined;

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
