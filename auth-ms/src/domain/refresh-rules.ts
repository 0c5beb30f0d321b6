/**
 * How long the token before the newest is still taken: a lost answer, or a second tab. A client on a connection that died learns of it
 * when its request times out, commonly after 30 s, and then tries again with the token it has: a minute covers that. A thief who
 * joins within it is found out as soon as thief and owner go on more than a minute apart; who keeps to the owner's rhythm is not, until the
 * session ends.
 */
export const GRACE_MS = 60_000;

/** A session's refresh tokens, seen from the one that was presented. */
export interface Rotation {
  /** Of the token presented. */
  presented: number;
  /** Of the session's newest tokens. */
  newest: number;
  /** When the newest generation began. */
  rotatedAt: Date;
}

/** `rotate`: begin the next generation. `sibling`: one more token of the newest. `reuse`: end the session. */
export type Verdict = 'rotate' | 'sibling' | 'reuse';

/**
 * A session moves from generation to generation; each token works once, as a member of its generation. The first use of
 * any newest token begins the next generation. Within the grace the generation before may still join the newest one and
 * changes nothing else, so two copies of a token never live in two lines: as soon as either moves on, the other is a
 * generation behind, and unless it follows within the grace that is reuse.
 */
export function judge({ presented, newest, rotatedAt }: Rotation, now: Date): Verdict {
  if (presented === newest) return 'rotate';
  const behind = newest - presented;
  return behind === 1 && now.getTime() - rotatedAt.getTime() <= GRACE_MS ? 'sibling' : 'reuse';
}
