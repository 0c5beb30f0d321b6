import { type JetStreamManager, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { NatsLink } from '../nats/nats-connection.js';
import { TRACES } from '../nats/streams.js';

/** Messages that are read of one trace, each with the spans that one process exported at once. */
const MAX_MESSAGES = 500;
/** Spans that are read of one trace. */
const MAX_SPANS = 2_000;

/** A span as the store keeps it, as one line of JSON. */
export interface StoredSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  /** Microseconds since 1970. */
  readonly startUs: number;
  readonly durationUs: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Spans of other traces; those of the trace it is stored under. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

const kinds = ['internal', 'server', 'client', 'producer', 'consumer'];
const encoder = new TextEncoder();

/**
 * Publishes spans to the stream of recent traces, under their own trace and under those that they link to.
 * The stream is memory with a limit: the oldest spans go first. A batch is lost while NATS is away.
 */
export class TraceStoreExporter implements SpanExporter {
  constructor(
    private readonly nats: NatsLink,
    private readonly service: string,
  ) {}

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    try {
      if (!this.nats.isConnected()) throw new Error('NATS is unavailable');
      for (const [traceId, lines] of this.byTrace(spans))
        this.nats.connection.publish(TRACES.subjectOf(traceId), encoder.encode(lines.join('\n')));
      done({ code: 0 });
    } catch (error) {
      done({ code: 1, error: error as Error });
    }
  }

  async shutdown(): Promise<void> {
    // The connection belongs to the service.
  }

  private byTrace(spans: readonly ReadableSpan[]): Map<string, string[]> {
    const lines = new Map<string, string[]>();
    for (const span of spans) {
      const ids = new Set([span.spanContext().traceId, ...span.links.map(({ context }) => context.traceId)]);
      for (const id of ids) {
        const line = JSON.stringify(this.stored(span, id));
        const earlier = lines.get(id);
        if (earlier) earlier.push(line);
        else lines.set(id, [line]);
      }
    }
    return lines;
  }

  private stored(span: ReadableSpan, under: string): StoredSpan {
    const { traceId, spanId } = span.spanContext();
    return {
      traceId,
      spanId,
      parentId: span.parentSpanContext?.spanId ?? null,
      service: this.service,
      name: span.name,
      kind: kinds[span.kind] ?? 'internal',
      startUs: microseconds(span.startTime),
      durationUs: microseconds(span.duration),
      failed: span.status.code === 2,
      attributes: span.attributes,
      links: span.links.flatMap(({ context: { traceId, spanId } }) =>
        traceId === under ? [{ traceId, spanId }] : [],
      ),
    };
  }
}

const microseconds = ([seconds, nanos]: HrTime): number => seconds * 1_000_000 + Math.round(nanos / 1_000);

/** Reads what is kept of a trace, oldest first; at most 2,000 spans. Empty when there is none. */
export async function readTrace(nats: NatsLink, traceId: string): Promise<StoredSpan[]> {
  const { direct } = await jetstreamManager(nats.connection, { checkAPI: false });
  const lines = await readLines(direct, traceId);
  const spans = lines.flatMap((line): StoredSpan[] => {
    try {
      return [JSON.parse(line) as StoredSpan];
    } catch {
      return [];
    }
  });
  return spans.sort((a, b) => a.startUs - b.startUs).slice(0, MAX_SPANS);
}

function readLines(direct: JetStreamManager['direct'], traceId: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const callback = (done: { err?: Error } | null, message: StoredMsg) => {
      if (done) return done.err && codeOf(done.err) !== 404 ? reject(done.err) : resolve(lines);
      lines.push(...message.string().split('\n'));
    };
    direct
      .getBatch(TRACES.stream, {
        seq: 1,
        next_by_subj: TRACES.subjectOf(traceId),
        batch: MAX_MESSAGES,
        callback,
      })
      .catch(reject);
  });
}

const codeOf = (error: Error): unknown => (error as { code?: unknown }).code;
