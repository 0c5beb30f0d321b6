import { describe, expect, it } from '@jest/globals';
import { latencyOf } from './measurements.js';

describe('latency', () => {
  it('takes percentiles by nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(latencyOf(samples)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  });

  it('is zero without samples', () => {
    expect(latencyOf([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 });
  });
});
