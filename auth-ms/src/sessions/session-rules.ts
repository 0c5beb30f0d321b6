/**
 * How long the refresh token before the newest one is accepted, for a lost reply or a second tab. A
 * client on a dead connection notices when its request times out, commonly after 30 s, and retries
 * with the token it has; one minute covers that. A thief who joins within the minute is detected as
 * soon as thief and owner refresh more than a minute apart. A thief who keeps to the owner's rhythm
 * is not detected before the session ends.
 */
export const GRACE_MS = 60_000;

const DAY = 24 * 60 * 60_000;
const MAX_SESSION_DAYS = 90;

/** A session's refresh tokens, seen from the presented one. */
export interface Rotation {
  /** Generation of the presented token. */
  presented: number;
  /** Generation of the session's newest tokens. */
  newest: number;
  /** When the newest generation began. */
  rotatedAt: Date;
}

/**
 * `rotate`: begin the next generation. `sibling`: add a token to the newest. `reuse`: end the
 * session.
 */
export type RefreshDecision = 'rotate' | 'sibling' | 'reuse';

/**
 * Every refresh token belongs to a generation. The first use of any newest token begins the next
 * generation. Within {@link GRACE_MS} a token of the previous generation may still join the newest
 * one. Two copies of a token therefore never live in two chains: as soon as one of them is used,
 * the other is a generation behind, and using it after the grace period is reuse.
 */
export function decideRefresh({ presented, newest, rotatedAt }: Rotation, now: Date): RefreshDecision {
  if (presented === newest) return 'rotate';
  const behind = newest - presented;
  return behind === 1 && now.getTime() - rotatedAt.getTime() <= GRACE_MS ? 'sibling' : 'reuse';
}

/** A session ends after `idleDays` without use, and 90 days after it was opened. */
export class SessionLifetime {
  constructor(private readonly idleDays: number) {}

  expiresAt(createdAt: Date, now: Date): Date {
    const idle = now.getTime() + this.idleDays * DAY;
    return new Date(Math.min(idle, createdAt.getTime() + MAX_SESSION_DAYS * DAY));
  }
}
