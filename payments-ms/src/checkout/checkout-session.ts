import {
  asciiUrl,
  type CreatePaymentSessionRequest,
  currencyRules,
  isUuid,
  normaliseEmail,
  PaymentRejected,
} from '@orderwire/contracts';
import type { BalanceTransaction } from '../ledger/ledger.js';

/** A Checkout Session at Stripe. Payment intent and charge are present if they were expanded. */
export interface CheckoutSession {
  /** `cs_…` */
  readonly id: string;
  readonly status: 'open' | 'complete' | 'expired';
  readonly paid: boolean;
  /**
   * Completed without a payment, because a promotion code left nothing to pay. It counts as paid,
   * with its own id in place of a payment intent's.
   */
  readonly free: boolean;
  /** Minor units. */
  readonly amount: number | null;
  readonly currency: string | null;
  /** Null once the session has ended. */
  readonly url: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly expiresAt: Date;
  readonly orderId: string | null;
  readonly attempt: number | null;
  /** The address that the shopper entered at Checkout; null before. */
  readonly email: string | null;
  readonly intent: PaymentIntent | null;
}

export interface PaymentIntent {
  /** `pi_…` */
  readonly id: string;
  readonly status: string;
  /** Minor units captured. */
  readonly received: number;
  /** Stripe's message about the last failed payment. */
  readonly failure: string | null;
  readonly charge: Charge | null;
}

export interface Charge {
  /** `ch_…`, `py_…` */
  readonly id: string;
  readonly receiptUrl: string | null;
  readonly at: Date;
  /** Its effect on our balance; null until Stripe reports it. */
  readonly balance: BalanceTransaction | null;
}

export type PaymentState = 'open' | 'processing' | 'paid' | 'failed' | 'expired';

const failedIntents: ReadonlySet<string> = new Set(['requires_payment_method', 'canceled']);

/**
 * The state of a session, from the object as Stripe has it now. A delayed payment method completes
 * Checkout first and succeeds or fails later.
 */
export function paymentState({ status, paid, intent }: CheckoutSession): PaymentState {
  if (paid) return 'paid';
  if (status !== 'complete') return status;
  return intent && failedIntents.has(intent.status) ? 'failed' : 'processing';
}

/** All parameters of an attempt's Checkout Session, so that a retry sends the same request. */
export interface SessionDraft {
  readonly orderId: string;
  readonly attempt: number;
  /** Minor units, sum of all lines. */
  readonly amount: number;
  readonly currency: string;
  readonly lines: readonly DraftLine[];
  readonly email: string | null;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

export interface DraftLine {
  readonly name: string;
  readonly unitAmount: number;
  readonly quantity: number;
  readonly image: string | null;
}

/** The pages to which Stripe redirects the shopper; `{ORDER_ID}` stands for the id of the order. */
export interface ReturnUrls {
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/** Stripe keeps an idempotency key for 24 hours. One hour is left for clock skew and slow calls. */
const KEY_LIFETIME_MS = 23 * 3_600_000;

/** Stripe's limits, in characters. */
const MAX_NAME = 250;
const MAX_IMAGE_URL = 2_048;

/**
 * Optional data that Stripe would not accept is repaired or left out: only amounts can make a draft
 * impossible. Throws payments.rejected for a total of zero, since free orders have no session, or
 * above the maximum of one charge.
 */
export function draftSession(request: CreatePaymentSessionRequest, urls: ReturnUrls): SessionDraft {
  const amount = request.items.reduce((sum, { unitAmount, quantity }) => sum + unitAmount * quantity, 0);
  const { maximum: max } = currencyRules(request.currency);
  if (amount < 1 || amount > max) throw PaymentRejected({ amount, min: 1, max });
  return {
    orderId: request.orderId,
    attempt: request.attempt,
    amount,
    currency: request.currency,
    lines: request.items.map(({ name, unitAmount, quantity, imageUrl }) => ({
      name: nameOf(name),
      unitAmount,
      quantity,
      image: imageOf(imageUrl),
    })),
    email: normaliseEmail(request.email ?? '') ?? null,
    expiresAt: Math.floor(Date.parse(request.expiresAt) / 1_000),
    ...pagesOf(urls, request.orderId),
  };
}

const pagesOf = ({ successUrl, cancelUrl }: ReturnUrls, orderId: string): ReturnUrls => ({
  successUrl: successUrl.replaceAll('{ORDER_ID}', orderId),
  cancelUrl: cancelUrl.replaceAll('{ORDER_ID}', orderId),
});

/** Cut between characters, never inside one. Stripe refuses a blank name. */
function nameOf(name: string): string {
  const text = name.toWellFormed().replaceAll('\u0000', '').trim();
  return (text.length > MAX_NAME ? text.slice(0, MAX_NAME).replace(/[\ud800-\udbff]$/, '') : text) || 'Item';
}

/** Checkout shows only images at an https URL in ASCII. */
function imageOf(imageUrl: string | null | undefined): string | null {
  const url = imageUrl ? asciiUrl(imageUrl) : undefined;
  return url?.startsWith('https://') && url.length <= MAX_IMAGE_URL ? url : null;
}

/** The optional data of a request that its draft does not have, by the names of Stripe. */
export const omittedFrom = (
  request: CreatePaymentSessionRequest,
  { email, lines }: SessionDraft,
): string[] => [
  ...(request.email && !email ? ['customer_email'] : []),
  ...(request.items.some(({ imageUrl }, index) => imageUrl && !lines[index]?.image) ? ['images'] : []),
];

/**
 * The optional data of a draft that Stripe refuses, by the parameter that its error names, and the
 * draft without it. Undefined when the parameter is not optional, or was not sent.
 */
export function withoutOptional(
  draft: SessionDraft,
  param: string,
): { field: string; draft: SessionDraft } | undefined {
  if (param === 'customer_email' && draft.email) return { field: param, draft: { ...draft, email: null } };
  if (/\[images\]/.test(param) && draft.lines.some(({ image }) => image))
    return {
      field: 'images',
      draft: { ...draft, lines: draft.lines.map((line) => ({ ...line, image: null })) },
    };
  return undefined;
}

/** The key under which Stripe creates this attempt's session once. */
export const idempotencyKeyOf = ({ orderId, attempt }: Pick<SessionDraft, 'orderId' | 'attempt'>): string =>
  `checkout:${orderId}:${attempt}`;

/** Tolerated skew between our clock and Stripe's. */
const CLOCK_SKEW_MS = 300_000;
/** Stripe's minimum: a session is created at least this long before it expires. */
const MIN_LIFETIME_MS = 30 * 60_000;
/** Stripe's maximum. */
const MAX_LIFETIME_MS = 24 * 3_600_000;
/** Stripe retries a webhook for three days: a week after its end a session was not paid. */
const ABANDONED_AFTER_MS = 7 * 24 * 3_600_000;

/** A session is created while its key is valid, and at least 30 minutes before it expires. */
export const creationWindow = ({ keyedAt, expiresAt }: { keyedAt: Date; expiresAt: Date }) => ({
  from: new Date(keyedAt.getTime() - CLOCK_SKEW_MS),
  to: new Date(
    Math.min(keyedAt.getTime() + KEY_LIFETIME_MS, expiresAt.getTime() - MIN_LIFETIME_MS) + CLOCK_SKEW_MS,
  ),
});

/** Whether Stripe accepts the expiry of a session that is created now: after 30 minutes to 24 hours. */
export function isLifetimeValid({ expiresAt }: SessionDraft, now: Date): boolean {
  const lifetime = expiresAt * 1_000 - now.getTime();
  return lifetime >= MIN_LIFETIME_MS && lifetime <= MAX_LIFETIME_MS;
}

/** Whether a session ended so long ago that it will not be paid. */
export const isAbandoned = (expiresAt: Date, now: Date): boolean =>
  now.getTime() - expiresAt.getTime() > ABANDONED_AFTER_MS;

/** Whether Stripe may have deleted a key: a request under it could create a second session. */
export const isKeyExpired = (keyedAt: Date, now: Date): boolean =>
  now.getTime() - keyedAt.getTime() > KEY_LIFETIME_MS;

/** A lower-case UUID in the metadata of a Stripe object, or null. */
export function uuidIn(metadata: unknown, key: string): string | null {
  const value = (metadata as Record<string, unknown> | null | undefined)?.[key];
  return isUuid(value) ? value.toLowerCase() : null;
}

export const orderIdIn = (metadata: unknown): string | null => uuidIn(metadata, 'orderId');

/** The shop that created a Stripe object, from its metadata, or null. */
export function shopIn(metadata: unknown): string | null {
  const value = (metadata as Record<string, unknown> | null | undefined)?.['shop'];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The number of an attempt in the metadata of a Checkout Session, or null. */
export function attemptIn(metadata: unknown): number | null {
  const value = (metadata as Record<string, unknown> | null | undefined)?.['attempt'];
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
}
