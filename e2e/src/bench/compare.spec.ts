import { describe, expect, it } from '@jest/globals';
import { compared } from './compare.js';
import type { Idle } from './idle.js';
import type { BenchmarkRow } from './order-benchmark.js';

const idleAt = (cpuMsTotal: number): Idle => ({ seconds: 10, cpuMs: {}, cpuMsTotal, isSettled: true });

const report = (perSecond: number, idle: Idle | null = null, failures = 0) => {
  const latency = { p50: 1, p95: 2, p99: 3, max: 4 };
  const row = { journey: 'place', load: '8 shoppers', perSecond, failures, placing: latency, whole: null };
  const figures = { cpuMsTotal: 10, memoryMiBTotal: 900, sqlStatements: 6, natsMessages: 9 };
  return { idle, rows: [{ ...row, ...figures } as unknown as BenchmarkRow] };
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
    const smaller = ['place p50', 'place p99', 'CPU ms', 'memory MiB', 'SQL', 'NATS', 'failed'];
    expect(names).toEqual(['orders/s', ...smaller]);
    expect(figures.at(-1)).toMatchObject({ figure: 'failed', ratio: null });
    expect(compared([report(0), report(5)])[0]).toMatchObject({ ratio: null });
  });

  it('has the idle system of each run once', () => {
    const runs = [40, 30, 60, 90, 50, 10].map((ms) => report(100, idleAt(ms)));
    expect(compared(runs).filter(({ journey }) => journey === 'idle')).toEqual([
      {
        ...{ journey: 'idle', load: '–', figure: 'CPU ms/s' },
        ...{ before: [40, 60, 50], after: [30, 90, 10], ratio: 0.6 },
      },
    ]);
  });
});
