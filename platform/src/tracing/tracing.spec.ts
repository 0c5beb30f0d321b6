import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventContract, OrderNotFound, system } from '@orderwire/contracts';
import { type Context, currentContext, runInContext } from '../context/context.js';
import type { OutboxRow, Tx } from '../database/database.js';
import { Outbox } from '../outbox/outbox.js';
import { readTraceParent, traceIdOf, writeTraceParent } from './trace-parent.js';
import { type OpenSpan, type SpanSource, type SpanSpec, tracing } from './tracing.js';

interface Recorded extends SpanSpec {
  readonly traceId: string;
  readonly parent: string | undefined;
  ended?: unknown;
}

/** Records spans; those of `unsampled` traces are not sampled. */
class RecordingSource implements SpanSource {
  readonly spans: Recorded[] = [];
  readonly unsampled = new Set<string>();

  open(spec: SpanSpec, { traceId, parent }: Parameters<SpanSource['open']>[1]): OpenSpan {
    const own = readTraceParent(parent)?.traceId ?? traceId;
    const recorded: Recorded = { ...spec, traceId: own, parent };
    this.spans.push(recorded);
    const spanId = String(this.spans.length).padStart(16, '0');
    return {
      traceParent: writeTraceParent({ traceId: own, spanId, sampled: !this.unsampled.has(own) }),
      set: () => undefined,
      fail: () => undefined,
      end: (error) => void (recorded.ended = error ?? 'well'),
    };
  }

  async stop(): Promise<void> {}
}

const correlationId = '019a0000-0000-7000-8000-000000000001';
const traceId = traceIdOf(correlationId);
const parent = writeTraceParent({ traceId, spanId: 'aaaaaaaaaaaaaaaa', sampled: true });
const spec = (name: string) => (): SpanSpec => ({ name, kind: 'internal' });
const inContext = <T>(more: Partial<Context>, work: () => T): T =>
  runInContext({ correlationId, actor: system, ...more }, work);

describe('while there are no spans', () => {
  it('work runs as it is, and no span is described', async () => {
    const describe = (): SpanSpec => {
      throw new Error('described');
    };
    await inContext({ traceParent: parent }, async () => {
      expect(await tracing.within(describe, async () => currentContext()?.traceParent)).toBe(parent);
      expect(await tracing.forEach(describe, [{ correlationId }], async () => 1)).toBe(1);
      expect(tracing.mark(describe, { correlationId, traceParent: parent })).toBe(parent);
    });
    expect(await tracing.continue('c', describe, async () => currentContext()?.correlationId)).toBe('c');
  });
});

describe('spans', () => {
  let source: RecordingSource;
  beforeEach(() => tracing.start((source = new RecordingSource())));
  afterEach(() => tracing.stop());
  const names = () => source.spans.map(({ name }) => name);

  it('within a sampled span are its children, and those of work inside them their children', async () => {
    await inContext({ traceParent: parent }, () =>
      tracing.within(spec('outer'), () => tracing.within(spec('inner'), async () => undefined)),
    );
    const [outer, inner] = source.spans;
    expect(outer).toMatchObject({ name: 'outer', traceId, parent, ended: 'well' });
    expect(inner).toMatchObject({ name: 'inner', traceId, ended: 'well' });
    expect(inner?.parent).toContain('0000000000000001');
  });

  it('are not opened outside of a sampled span: timers and polls are no traces', async () => {
    await tracing.within(spec('timer'), async () => undefined);
    await inContext({}, () => tracing.within(spec('job'), async () => undefined));
    await inContext({ traceParent: `${parent.slice(0, -2)}00` }, () =>
      tracing.within(spec('unsampled'), async () => undefined),
    );
    expect(names()).toEqual([]);
  });

  it('end with the error of their work, which is thrown', async () => {
    const error = OrderNotFound({ orderId: 'x' });
    const failing = inContext({ traceParent: parent }, () =>
      tracing.within(spec('failing'), () => Promise.reject(error)),
    );
    await expect(failing).rejects.toBe(error);
    expect(source.spans[0]?.ended).toBe(error);
  });

  it('end with an error that is thrown before the work has begun', async () => {
    const throwing = (): Promise<void> => {
      throw new Error('at once');
    };
    await inContext({ traceParent: parent }, () =>
      expect(tracing.within(spec('one'), throwing)).rejects.toThrow('at once'),
    );
    await expect(tracing.forEach(spec('batch'), [{ correlationId }], throwing)).rejects.toThrow('at once');
    expect(source.spans).toMatchObject([{ ended: new Error('at once') }, { ended: new Error('at once') }]);
  });

  it('that continue a request are in the trace of its correlation id', async () => {
    await tracing.continue(correlationId, spec('mail'), () =>
      tracing.within(spec('sql'), async () => undefined),
    );
    expect(source.spans).toMatchObject([
      { name: 'mail', traceId, parent: undefined },
      { name: 'sql', traceId },
    ]);
  });

  it('of a trace that is not sampled have no children', async () => {
    source.unsampled.add(traceId);
    await tracing.continue(correlationId, spec('mail'), () =>
      tracing.within(spec('sql'), async () => undefined),
    );
    expect(names()).toEqual(['mail']);
  });

  it('of a batch are one for each item, and what the batch does is in the first sampled one', async () => {
    const other = '019a0000-0000-7000-8000-000000000002';
    source.unsampled.add(traceId);
    await tracing.forEach(spec('process'), [{ correlationId }, { correlationId: other }], async () => {
      await tracing.within(spec('sql'), async () => undefined);
      await tracing.forItem(correlationId, () =>
        tracing.within(spec('unsampled call'), async () => undefined),
      );
      await tracing.forItem(other, () => tracing.within(spec('call'), async () => undefined));
    });
    expect(names()).toEqual(['process', 'process', 'sql', 'call']);
    expect(source.spans.slice(2).map((span) => span.traceId)).toEqual([traceIdOf(other), traceIdOf(other)]);
    expect(source.spans.every(({ ended }) => ended === 'well')).toBe(true);
  });

  it('of a batch link to what caused their item', async () => {
    await tracing.forEach(spec('process'), [{ correlationId, traceParent: parent }], async () => undefined);
    expect(source.spans).toMatchObject([{ parent, links: [parent] }]);
  });
});

describe('an event in the outbox', () => {
  const contract = { subject: 'orders.tested', aggregateId: () => 'a' } as unknown as EventContract<object>;
  const rows: OutboxRow[] = [];
  const tx = { addToOutbox: (row: OutboxRow) => void rows.push(row) } as unknown as Tx;
  const added = (more: { correlationId?: string } = {}): Record<string, string> => {
    rows.length = 0;
    new Outbox().add(tx, contract, {}, more);
    return JSON.parse(rows[0]?.headers ?? '{}') as Record<string, string>;
  };
  let source: RecordingSource;
  beforeEach(() => tracing.start((source = new RecordingSource())));
  afterEach(() => tracing.stop());

  it('carries the span of its creation, a child of what created it', () => {
    const headers = inContext({ traceParent: parent }, () => added());
    expect(source.spans).toMatchObject([
      { name: 'create orders.tested', kind: 'producer', parent, ended: 'well' },
    ]);
    expect(headers['traceparent']).toBe(`00-${traceId}-0000000000000001-01`);
  });

  it('that continues an earlier request is in that request’s trace', () => {
    inContext({ correlationId: 'of a job' }, () => added({ correlationId }));
    expect(source.spans).toMatchObject([{ traceId, parent: undefined }]);
  });

  it('of one item of a batch is a child of that item’s span', () => {
    const traces = new Map([[correlationId, parent]]);
    inContext({ correlationId: 'of a batch', traces }, () => added({ correlationId }));
    expect(source.spans).toMatchObject([{ traceId, parent }]);
  });

  it('carries the caller’s span while there are no spans of ours', async () => {
    await tracing.stop();
    expect(inContext({ traceParent: parent }, () => added())['traceparent']).toBe(parent);
    expect(inContext({}, () => added())['traceparent']).toBeUndefined();
  });
});
