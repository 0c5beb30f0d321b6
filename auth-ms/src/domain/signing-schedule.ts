/** A signing key's place in time. */
export interface Scheduled {
  number: number;
  signsFrom: Date;
}

export interface Schedule {
  /** How long a key signs. */
  rotationMs: number;
  /** How long a key is published before it signs. */
  leadMs: number;
  /** How long a token lives, and some minutes for clocks that differ. */
  tokenMs: number;
}

const later = (time: Date, ms: number): Date => new Date(time.getTime() + ms);

/** The key to be made now, if any: the first one signs at once, every other is published `leadMs` before it signs. */
export function nextKey(
  keys: readonly Scheduled[],
  { rotationMs, leadMs }: Schedule,
  now: Date,
): Scheduled | undefined {
  const last = keys.at(-1);
  if (!last) return { number: 1, signsFrom: now };
  const due = later(last.signsFrom, rotationMs);
  if (later(now, leadMs) < due) return undefined;
  // After a long sleep the old key goes on signing until the new one has been published long enough.
  return { number: last.number + 1, signsFrom: new Date(Math.max(due.getTime(), now.getTime() + leadMs)) };
}

/** The key that signs now: the newest whose time has come. */
export const signerAt = <Key extends Scheduled>(keys: readonly Key[], now: Date): Key | undefined =>
  keys.findLast(({ signsFrom }) => signsFrom <= now);

/** Keys to publish: a key goes when the one after it has signed for longer than a token lives. */
export const publishedAt = <Key extends Scheduled>(
  keys: readonly Key[],
  { tokenMs }: Schedule,
  now: Date,
): Key[] =>
  keys.filter((_key, i) => {
    const successor = keys[i + 1];
    return !successor || later(successor.signsFrom, tokenMs) > now;
  });
