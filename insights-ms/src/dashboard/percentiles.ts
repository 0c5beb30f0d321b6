/** Lengths of time by bucket: how many were measured. */
export type Histogram = ReadonlyMap<number, number>;

/**
 * Seconds that stand for a bucket: bucket 0 has all below one second, bucket n those from
 * 2^((n-1)/4) to 2^(n/4) seconds. Its middle is at most 9 % from each of them.
 */
export const secondsOf = (bucket: number): number => (bucket === 0 ? 0.5 : 2 ** ((bucket - 0.5) / 4));

/** In seconds, times `scale`, to two digits after the point; null without measurements. */
export function percentilesOf(
  histogram: Histogram,
  scale: number,
): { count: number; p50: number; p90: number; p99: number } | null {
  const buckets = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const count = buckets.reduce((sum, [, measured]) => sum + measured, 0);
  if (count === 0) return null;
  const at = (part: number): number => {
    let seen = 0;
    const found = buckets.find(([, measured]) => (seen += measured) >= part * count);
    return Math.round(secondsOf(found?.[0] ?? 0) * scale * 100) / 100;
  };
  return { count, p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
