import { describe, expect, it } from '@jest/globals';
import { compared } from './compare.js';
import type { BenchmarkRow } from './order-benchmark.js';

const report = (perSecond: number, failures = 0) => {
  const latency = { p50: 1, p95: 2, p99: 3, max: 4 };
  const row = { journey: 'place', load: '8 shoppers', perSecond, failures, placing: latency, whole: null };
  return { rows: [{ ...row, cpuMsTotal: 10, sqlStatements: 6, natsMessages: 9 } as unknown as BenchmarkRow] };
};

describe('a comparison of two commits', () => {
  const figures = compared([100, 110, 300, 330, 200, 240].map((perSecond) => report(perSecond)));

  it('divides the median of this checkout by that of the other commit', () => {
    expect(figures[0]).toEqual({
      ...{ journey: 'place', load: '8 shoppers', figure: 'orders/s' },
      ...{ before: [100, 300, 200], after: [110, 330, 240], ratio: 1.2 },
    });
  });

  it('has no figure that a journey lacks, and no ratio to 0', () => {
    const names = figures.map(({ figure }) => figure);
    expect(names).toEqual(['orders/s', 'place p50', 'place p99', 'CPU ms', 'SQL', 'NATS', 'failed']);
    expect(figures.at(-1)).toMatchObject({ figure: 'failed', ratio: null });
    expect(compared([report(0), report(5)])[0]).toMatchObject({ ratio: null });
  });
});
