import type { TraceSpan } from '@orderwire/contracts';
import { describe, expect, it } from '@jest/globals';
import { sectionsOf } from './trace-sections';

const span = (spanId: string, startUs: number, more: Partial<TraceSpan> = {}): TraceSpan => ({
  ...{ traceId: 't', spanId, parentId: null, service: 's', name: spanId, kind: 'internal' },
  ...{ startUs, durationUs: 10, failed: false, attributes: {} },
  ...more,
});

const shape = (spans: TraceSpan[]) =>
  sectionsOf(spans).map(({ rows }) => rows.map(({ span: { spanId }, depth }) => `${depth}${spanId}`));

describe('the sections of a trace', () => {
  it('a request and what it waited for are one section, in depth and time', () => {
    const spans = [
      span('sql', 3, { parentId: 'rpc' }),
      span('http', 0, { kind: 'server' }),
      span('second', 5, { parentId: 'http' }),
      span('rpc', 1, { parentId: 'http' }),
    ];
    expect(shape(spans)).toEqual([['0http', '1rpc', '2sql', '1second']]);
  });

  it('a consumer begins a section, whatever caused its event', () => {
    const spans = [
      span('http', 0),
      span('create', 1, { parentId: 'http', kind: 'producer' }),
      span('process', 90, { parentId: 'create', kind: 'consumer' }),
      span('mail', 95, { parentId: 'process' }),
    ];
    expect(shape(spans)).toEqual([
      ['0http', '1create'],
      ['0process', '1mail'],
    ]);
  });

  it('a span whose parent is not kept begins a section', () => {
    expect(shape([span('rpc', 1, { parentId: 'lost' }), span('sql', 2, { parentId: 'rpc' })])).toEqual([
      ['0rpc', '1sql'],
    ]);
  });

  it('a section lasts until its last span ends, and is failed when one of them is', () => {
    const spans = [span('http', 100), span('late', 105, { parentId: 'http', durationUs: 50, failed: true })];
    expect(sectionsOf(spans)).toMatchObject([{ durationUs: 55, failed: true }]);
  });

  it('two spans that name each other as parent end nothing', () => {
    expect(shape([span('a', 0, { parentId: 'b' }), span('b', 1, { parentId: 'a' })])).toEqual([]);
  });
});
