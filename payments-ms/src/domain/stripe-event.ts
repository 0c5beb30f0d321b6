/** An event as the webhook brought it, verified. */
export interface IncomingEvent {
  readonly id: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly apiVersion: string | null;
  readonly livemode: boolean;
  /** From the metadata we gave the session; null on objects that are not ours. */
  readonly orderId: string | null;
  readonly attempt: number | null;
  /** The body, byte for byte. */
  readonly payload: string;
}

/** The request does not prove that it comes from Stripe; the message says what is wrong and may be shown. */
export class BadSignature extends Error {
  override readonly name = 'BadSignature';
}

/** The events that can end a session. All others are kept and not acted on. */
const handled: ReadonlySet<string> = new Set([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
]);

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
    orderId: orderIdOf(metadata['orderId']),
    attempt: attemptOf(metadata['attempt']),
    payload,
  };
}

/** Why an event needs no work; undefined when it does. */
export function ignoredBecause(event: IncomingEvent, live: boolean): string | undefined {
  if (!handled.has(event.type)) return 'ignored';
  return event.livemode === live ? undefined : 'other_mode';
}

/** An order's id in metadata, or null. */
export const orderIdOf = (value: unknown): string | null =>
  typeof value === 'string' && uuid.test(value) ? value.toLowerCase() : null;

/** An attempt's number in metadata, or null. */
export const attemptOf = (value: unknown): number | null =>
  typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;

const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' && word.test(value) ? value : undefined;

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
