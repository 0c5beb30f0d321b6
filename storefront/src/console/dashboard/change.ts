/** How a figure changed since the period before. */
export type Change =
  | { readonly kind: 'more' | 'less'; readonly share: number }
  | { readonly kind: 'same' }
  | { readonly kind: 'new' };

/** Undefined when one of the figures is not known. */
export function changeOf(
  now: number | null | undefined,
  before: number | null | undefined,
): Change | undefined {
  if (now === null || now === undefined || before === null || before === undefined) return undefined;
  if (now === before) return { kind: 'same' };
  if (before === 0) return { kind: 'new' };
  const share = (now - before) / Math.abs(before);
  return { kind: share > 0 ? 'more' : 'less', share: Math.abs(share) };
}
