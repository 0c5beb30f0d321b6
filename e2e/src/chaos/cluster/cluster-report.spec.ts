import { describe, expect, it } from '@jest/globals';
import { effectsOf } from './cluster-report.js';

describe('the effects of faults on shoppers', () => {
  it('count answers and repetitions by the fault in force', () => {
    const windows = [{ fault: 'network partition (silent)', what: 'nats for 5 s', from: 1_000, to: 6_000 }];
    const attempts = [
      { at: 500 },
      { at: 1_500, repeated: '503 service_unavailable' },
      { at: 2_000 },
      { at: 7_000 },
    ];
    expect(effectsOf(windows, attempts, { from: 0, to: 10_000 })).toEqual([
      {
        fault: 'network partition (silent)',
        times: 1,
        what: ['nats for 5 s'],
        seconds: 5,
        answered: 1,
        repeated: { '503 service_unavailable': 1 },
        // From 2,000 to 7,000: it began under the fault.
        longestGapMs: 5_000,
      },
      { fault: 'no fault', times: 0, what: [], seconds: 0, answered: 2, repeated: {}, longestGapMs: 500 },
    ]);
  });
});
