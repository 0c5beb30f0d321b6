import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { ServiceUnavailable, spanKinds, type TraceSpan } from '@orderwire/contracts';
import type { NatsLink } from '../nats/nats-connection.js';
import { TRACES } from '../nats/streams.js';

/** What is read of one trace: messages, each with spans that one process exported at once, and bytes. */
const MAX_MESSAGES = 500;
const MAX_BYTES = 512 * 1024;
/** Less than the contract's time-out. */
const READ_TIMEOUT_MS = 3_000;

/** OpenTelemetry's status code of an error. */
const FAILED = 2;

const encoder = new TextEncoder();

/**
 * Publishes spans to the stream of recent traces as lines of JSON, each under its own trace and under those
 * that it links to. The stream is memory with a limit: the oldest go first. A batch is lost while NATS is
 * away.
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
      const line = JSON.stringify(this.stored(span));
      for (const id of tracesOf(span)) {
        const earlier = lines.get(id);
        if (earlier) earlier.push(line);
        else lines.set(id, [line]);
      }
    }
    return lines;
  }

  private stored(span: ReadableSpan): TraceSpan {
    const { traceId, spanId } = span.spanContext();
    return {
      traceId,
      spanId,
      parentId: span.parentSpanContext?.spanId ?? null,
      service: this.service,
      name: span.name,
      kind: spanKinds[span.kind] ?? 'internal',
      startUs: microseconds(span.startTime),
      durationUs: microseconds(span.duration),
      failed: Number(span.status.code) === FAILED,
      attributes: span.attributes,
    };
  }
}

/** A span of a request links to its client's: a client does not choose where spans are stored. */
function tracesOf(span: ReadableSpan): Set<string> {
  const linked = spanKinds[span.kind] === 'server' ? [] : span.links;
  return new Set([span.spanContext().traceId, ...linked.map(({ context }) => context.traceId)]);
}

const microseconds = ([seconds, nanos]: HrTime): number => seconds * 1_000_000 + Math.round(nanos / 1_000);

/**
 * Reads what is kept of a trace, one line of JSON per span, in the order of arrival. `isCut`: there is more.
 * Throws service_unavailable when the stream does not answer.
 */
export async function readTrace(
  nats: NatsLink,
  traceId: string,
): Promise<{ lines: string[]; isCut: boolean }> {
  const timeout = new AbortController();
  const late = sleep(READ_TIMEOUT_MS, undefined, { signal: timeout.signal }).then(() => {
    throw new Error('the stream of traces does not answer');
  });
  try {
    return await Promise.race([readLines(nats, traceId), late]);
  } catch (cause) {
    throw Object.assign(ServiceUnavailable({ stream: TRACES.stream, retryAfterMs: 1_000 }), { cause });
  } finally {
    timeout.abort();
    late.catch(() => undefined);
  }
}

async function readLines(nats: NatsLink, traceId: string): Promise<{ lines: string[]; isCut: boolean }> {
  const { direct } = await jetstreamManager(nats.connection, { checkAPI: false });
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    let messages = 0;
    let bytes = 0;
    let isCut = false;
    const callback = (done: { err?: Error } | null, message: StoredMsg) => {
      if (done)
        return done.err && codeOf(done.err) !== 404
          ? reject(done.err)
          : resolve({ lines, isCut: isCut || messages === MAX_MESSAGES });
      messages++;
      for (const line of message.string().split('\n')) {
        bytes += line.length;
        if (bytes > MAX_BYTES) isCut = true;
        else lines.push(line);
      }
    };
    const next_by_subj = TRACES.subjectOf(traceId);
    direct.getBatch(TRACES.stream, { seq: 1, next_by_subj, batch: MAX_MESSAGES, callback }).catch(reject);
  });
}

const codeOf = (error: Error): unknown => (error as { code?: unknown }).code;
