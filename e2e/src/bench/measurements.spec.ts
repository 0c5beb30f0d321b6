import { describe, expect, it } from '@jest/globals';
import { addedPer, latencyOf, totalOf } from './measurements.js';

describe('latency', () => {
  it('takes percentiles by nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(latencyOf(samples)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  });

  it('is zero without samples', () => {
    expect(latencyOf([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 });
  });
});

describe('totals', () => {
  it('are divided by the orders or seconds in between', () => {
    expect(addedPer(3, { sql: 10, nats: 5 }, { sql: 20, nats: 5 })).toEqual({ sql: 3.33, nats: 0 });
  });

  it('count from 0 for a process that has started since, and once without orders', () => {
    expect(addedPer<string>(0, {}, { orders: 40 })).toEqual({ orders: 40 });
  });

  it('are summed over processes', () => {
    expect(totalOf({ nats: 0.1, postgres: 0.2 })).toBe(0.3);
  });
});
