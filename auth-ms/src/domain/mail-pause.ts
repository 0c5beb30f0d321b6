const MINUTE = 60_000;

/** For so long a mail lengthens the pause before the next of its kind. */
export const REMEMBERED_MS = 24 * 60 * MINUTE;

/** Mails of one kind that went to an account lately. */
export interface Sent {
  count: number;
  /** Null when none did. */
  lastAt: Date | null;
}

/**
 * How long after this many mails the next may go: one minute, two, four, eight, then always fifteen. Strangers may ask for reset
 * mails, so the longest pause is half of what a reset link lives: whoever is not mailed to has a mail whose link still works.
 */
const pauseAfter = (count: number): number => Math.min(15 * MINUTE, MINUTE * 2 ** Math.min(count - 1, 10));

/** Whether the next mail would come too soon. */
export const isTooSoon = ({ count, lastAt }: Sent, now: Date): boolean =>
  lastAt !== null && now.getTime() - lastAt.getTime() < pauseAfter(count);
