import { describe, expect, it } from '@jest/globals';
import { isSampled, readTraceParent, traceIdOf, writeTraceParent } from './trace-parent.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('the trace of a correlation id', () => {
  it('has the digits of a UUID', () => {
    expect(traceIdOf('019A0000-0000-7000-8000-00000000574f')).toBe('019a000000007000800000000000574f');
  });

  it('is a trace id that came as correlation id', () => {
    expect(traceIdOf(traceId)).toBe(traceId);
  });

  it('is a hash of any other text, always the same', () => {
    expect(traceIdOf('order-42')).toMatch(/^[0-9a-f]{32}$/);
    expect(traceIdOf('order-42')).toBe(traceIdOf('order-42'));
    expect(traceIdOf('order-42')).not.toBe(traceIdOf('order-43'));
  });

  it('is never the invalid id of zeros', () => {
    expect(traceIdOf('00000000-0000-0000-0000-000000000000')).not.toMatch(/^0+$/);
  });
});

describe('traceparent', () => {
  it('is read as it was written', () => {
    for (const sampled of [true, false]) {
      const ids = { traceId, spanId, sampled };
      expect(readTraceParent(writeTraceParent(ids))).toEqual(ids);
      expect(isSampled(writeTraceParent(ids))).toBe(sampled);
    }
  });

  it('has its sampled flag in the lowest bit', () => {
    expect(isSampled(`00-${traceId}-${spanId}-03`)).toBe(true);
    expect(isSampled(`00-${traceId}-${spanId}-02`)).toBe(false);
  });

  it.each([
    ...[undefined, '', 'x', `00-${traceId}-${spanId}`, `00-${traceId.toUpperCase()}-${spanId}-01`],
    ...[
      `ff-${traceId}-${spanId}-01`,
      `00-${'0'.repeat(32)}-${spanId}-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
    ],
  ])('%p is none', (text) => {
    expect(readTraceParent(text)).toBeUndefined();
    expect(isSampled(text)).toBe(false);
  });
});
