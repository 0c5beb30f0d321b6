/** How far each state is: a parcel never goes back to a lower one. */
const rank: Readonly<Record<string, number>> = {
  unknown: 0,
  pre_transit: 1,
  in_transit: 2,
  available_for_pickup: 3,
  out_for_delivery: 3,
  failure: 4,
  error: 4,
  return_to_sender: 5,
  delivered: 5,
};

/** What a state means for us: nothing, the carrier has the parcel, it arrived, or staff have to act. */
export type Meaning = 'nothing' | 'moving' | 'delivered' | 'trouble';

/**
 * The meaning of a state that is news after another; undefined when it is not. A parcel that was not
 * shipped yet may move also after `failure` and `error`.
 */
export function newsOf(before: string | null, state: string, isShipped: boolean): Meaning | undefined {
  const [last, next] = [rank[before ?? 'unknown'] ?? 0, rank[state] ?? 0];
  const moves = next === 2 || next === 3;
  if (!isShipped && moves && isTrouble(before) && last < 5) return 'moving';
  if (next <= last) return undefined;
  if (state === 'delivered') return 'delivered';
  if (isTrouble(state)) return 'trouble';
  return moves ? 'moving' : 'nothing';
}

/** Whether staff have to act. */
export const isTrouble = (state: string | null): boolean =>
  ['return_to_sender', 'failure', 'error'].includes(state ?? '');
