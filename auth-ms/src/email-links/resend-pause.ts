const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How long a one-time token is valid, by purpose. */
export const TOKEN_LIFETIME_MS = {
  verify_email: 3 * DAY,
  reset_password: 30 * MINUTE,
  change_email: 60 * MINUTE,
};

/** Tokens issued within this time lengthen the pause before the next one of their purpose. */
export const RESEND_WINDOW_MS = DAY;

/** The tokens of one purpose that were issued to an account within {@link RESEND_WINDOW_MS}. */
export interface RecentTokens {
  count: number;
  /** Null when there are none. */
  lastAt: Date | null;
}

/**
 * The pause after this many tokens: 1, 2, 4, 8, then always 15 minutes. Strangers can request reset
 * tokens, so the longest pause is half of a reset token's lifetime: an owner whose request is too
 * early still has a valid token.
 */
const pauseAfter = (count: number): number => Math.min(15 * MINUTE, MINUTE * 2 ** Math.min(count - 1, 10));

/** Whether it is too early for the next token. */
export const isTooSoon = ({ count, lastAt }: RecentTokens, now: Date): boolean =>
  lastAt !== null && now.getTime() - lastAt.getTime() < pauseAfter(count);
