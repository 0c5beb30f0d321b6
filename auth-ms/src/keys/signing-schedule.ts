/** The position of a signing key in the rotation. */
export interface ScheduledKey {
  number: number;
  signsFrom: Date;
}

export interface SigningSchedule {
  /** How long a key signs. */
  rotationMs: number;
  /** How long a key is published before it signs. */
  leadMs: number;
  /** How long a token lives, plus an allowance for clock skew. */
  tokenMs: number;
}

const later = (time: Date, ms: number): Date => new Date(time.getTime() + ms);

/**
 * The key to create now, if any. The first one signs at once; any other is published `leadMs`
 * before.
 */
export function nextKey(
  keys: readonly ScheduledKey[],
  { rotationMs, leadMs }: SigningSchedule,
  now: Date,
): ScheduledKey | undefined {
  const last = keys.at(-1);
  if (!last) return { number: 1, signsFrom: now };
  const due = later(last.signsFrom, rotationMs);
  if (later(now, leadMs) < due) return undefined;
  // After a long downtime the old key signs until the new one has been published for `leadMs`.
  return { number: last.number + 1, signsFrom: new Date(Math.max(due.getTime(), now.getTime() + leadMs)) };
}

/** Tolerated difference between the clocks of replicas. */
const SKEW_MS = 5 * 60_000;

/**
 * Keys dated later than any correct clock does, because a clock was ahead when they were created,
 * with dates in their place: without them the rotation would rest until then. A key that has no
 * predecessor signs at once.
 */
export function redate(
  keys: readonly ScheduledKey[],
  { leadMs }: SigningSchedule,
  now: Date,
): ScheduledKey[] {
  return keys.flatMap(({ number, signsFrom }, i) =>
    signsFrom > later(now, leadMs + SKEW_MS)
      ? [{ number, signsFrom: i === 0 ? now : later(now, leadMs) }]
      : [],
  );
}

/**
 * The key that signs now: the newest whose `signsFrom` has passed. After a clock was set back, it
 * is the oldest one, which is published already.
 */
export const signerAt = <Key extends ScheduledKey>(keys: readonly Key[], now: Date): Key | undefined =>
  keys.findLast(({ signsFrom }) => signsFrom <= now) ?? keys[0];

/**
 * The keys to publish. A key is dropped when its successor has signed for longer than a token
 * lives.
 */
export const publishedAt = <Key extends ScheduledKey>(
  keys: readonly Key[],
  { tokenMs }: SigningSchedule,
  now: Date,
): Key[] =>
  keys.filter((_key, i) => {
    const successor = keys[i + 1];
    return !successor || later(successor.signsFrom, tokenMs) > now;
  });
