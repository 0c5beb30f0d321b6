import { type CreatePaymentSessionRequest, MAX_AMOUNT, PaymentRejected } from '@orderwire/contracts';

/** One attempt of an order to be paid: all that Stripe is asked for, so that asking again asks the same. */
export interface SessionDraft {
  readonly orderId: string;
  readonly attempt: number;
  /** Minor units, all lines together. */
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

/** Where Stripe sends the shopper afterwards. */
export interface ReturnUrls {
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/** How long Stripe is sure to remember an idempotency key, less an hour for clocks and slow calls. */
const KEY_LIFE_MS = 23 * 3_600_000;

/** Drafts a session. Throws payments.rejected when the total is nothing, or more than Stripe charges in one go. */
export function draftSession(request: CreatePaymentSessionRequest, urls: ReturnUrls): SessionDraft {
  const amount = request.items.reduce((sum, { unitAmount, quantity }) => sum + unitAmount * quantity, 0);
  if (amount < 1 || amount > MAX_AMOUNT) throw PaymentRejected({ amount, min: 1, max: MAX_AMOUNT });
  return {
    orderId: request.orderId,
    attempt: request.attempt,
    amount,
    currency: request.currency,
    lines: request.items.map(({ name, unitAmount, quantity, imageUrl }) => ({
      name,
      unitAmount,
      quantity,
      image: imageUrl?.startsWith('https://') ? imageUrl : null,
    })),
    email: request.email ?? null,
    expiresAt: Math.floor(Date.parse(request.expiresAt) / 1_000),
    ...urls,
  };
}

/** The key under which Stripe makes this attempt's session once, however often it is asked. */
export const idempotencyKeyOf = ({ orderId, attempt }: Pick<SessionDraft, 'orderId' | 'attempt'>): string =>
  `checkout:${orderId}:${attempt}`;

/** How far two clocks, ours and Stripe's, may be apart. */
const CLOCK_MS = 300_000;
/** A session lives at least this long, so it cannot have been made later than this before its end. */
const SHORTEST_LIFE_MS = 30 * 60_000;
/** Stripe posts a webhook for three days; a session nobody was told of a week after its end was not paid. */
const FORGET_AFTER_MS = 7 * 24 * 3_600_000;

/** When an attempt's session can have been made at all: while its key was in use, and early enough for its end. */
export const madeBetween = ({ keyedAt, expiresAt }: { keyedAt: Date; expiresAt: Date }) => ({
  from: new Date(keyedAt.getTime() - CLOCK_MS),
  to: new Date(Math.min(keyedAt.getTime() + KEY_LIFE_MS, expiresAt.getTime() - SHORTEST_LIFE_MS) + CLOCK_MS),
});

/** Whether a session's time is so long past that nothing can come of it any more. */
export const isLongOver = (expiresAt: Date, now: Date): boolean =>
  now.getTime() - expiresAt.getTime() > FORGET_AFTER_MS;

/** Whether Stripe may have forgotten a key: asking under it again could then make a second session. */
export const isForgotten = (keyedAt: Date, now: Date): boolean =>
  now.getTime() - keyedAt.getTime() > KEY_LIFE_MS;
