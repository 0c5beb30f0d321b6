/** Milliseconds at a few places of a distribution. */
export interface Latency {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Percentiles by nearest rank; zeros when nothing was measured. */
export function latencyOf(samples: number[]): Latency {
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number): number => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
