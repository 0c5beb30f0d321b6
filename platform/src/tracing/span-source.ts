import {
  type Context as OtelContext,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  RandomIdGenerator,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { randomUUID } from 'node:crypto';
import { Fault, isUnavailable, spanKinds } from '@orderwire/contracts';
import { runOutsideContext } from '../context/context.js';
import type { Logger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { readTraceParent, writeTraceParent } from './trace-parent.js';
import { TraceStoreExporter } from './trace-store.js';
import type { OpenSpan, SpanSource, SpanSpec } from './tracing.js';

/** Ended spans leave the process within this time. */
const EXPORT_INTERVAL_MS = 1_000;
/** A collector that does not answer in this time loses the batch. */
const EXPORT_TIMEOUT_MS = 5_000;
/** Spans that wait; further ones are dropped. */
const MAX_QUEUE = 4_096;
/** Failed exports are logged this often at most. */
const REPORT_MS = 5 * 60_000;

/** As many links as the relay publishes events at once. */
const limits = { attributeValueLengthLimit: 200, attributeCountLimit: 32, linkCountLimit: 500 };

export interface SpanSourceOptions {
  readonly service: string;
  readonly environment: string;
  /** The part of all traces that is sampled, 0 to 1. */
  readonly ratio: number;
  /** Base URL of an OTLP receiver over HTTP: `/v1/traces` is appended. */
  readonly endpoint?: string | undefined;
  /** Of each request to the receiver. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Where spans are kept for the console. */
  readonly store?: NatsLink | undefined;
  readonly log: Logger;
  readonly onExport?: (exporter: string, outcome: 'sent' | 'failed', spans: number) => void;
}

/** Spans of OpenTelemetry's SDK. Exports never delay or fail the work that they describe. */
export class OpenTelemetrySpans implements SpanSource {
  private readonly ids = new PlacedIds();
  private readonly provider: TracerProvider;
  private readonly tracer;

  constructor(options: SpanSourceOptions) {
    const { service, environment, ratio } = options;
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({
        'service.name': service,
        'service.namespace': 'orderwire',
        'service.instance.id': randomUUID(),
        'deployment.environment.name': environment,
      }),
      sampler: new TraceIdRatioBasedSampler(ratio),
      idGenerator: this.ids,
      spanLimits: limits,
      spanProcessors: exportersOf(options).map(
        ([name, exporter]) =>
          new BatchSpanProcessor({
            exporter: watched(name, exporter, options),
            scheduledDelayMillis: EXPORT_INTERVAL_MS,
            exportTimeoutMillis: EXPORT_TIMEOUT_MS,
            maxQueueSize: MAX_QUEUE,
          }),
      ),
    });
    this.tracer = this.provider.getTracer('orderwire');
  }

  open(
    { name, kind, attributes, links = [] }: SpanSpec,
    { traceId, parent, correlationId }: Parameters<SpanSource['open']>[1],
  ): OpenSpan {
    this.ids.traceId = traceId;
    // In a batch, work has no correlation id of its own.
    const isPart = parent !== undefined && (kind === 'client' || kind === 'internal');
    const span = this.tracer.startSpan(
      name,
      {
        // The same order as in OpenTelemetry's enumeration.
        kind: spanKinds.indexOf(kind) as SpanKind,
        links: links.flatMap(linkTo),
        attributes: {
          ...attributes,
          ...(!isPart && { 'orderwire.correlation_id': correlationId }),
        },
      },
      contextOf(parent),
    );
    const { spanId, traceId: own, traceFlags } = span.spanContext();
    const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
    return {
      traceParent: writeTraceParent({ traceId: own, spanId, sampled }),
      set: (more) => void span.setAttributes(more),
      fail: (type) => markFailed(span, type),
      end: (error) => endSpan(span, error),
    };
  }

  async stop(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined);
  }
}

/** A root span has the trace id of its correlation id. */
class PlacedIds extends RandomIdGenerator {
  traceId = '';
  override generateTraceId = (): string => this.traceId;
}

function spanContextOf(traceParent: string | undefined): SpanContext | undefined {
  const ids = readTraceParent(traceParent);
  if (!ids) return undefined;
  const { traceId, spanId, sampled } = ids;
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
}

function contextOf(parent: string | undefined): OtelContext {
  const context = spanContextOf(parent);
  return context ? trace.setSpanContext(ROOT_CONTEXT, { ...context, isRemote: true }) : ROOT_CONTEXT;
}

function linkTo(traceParent: string): Link[] {
  const context = spanContextOf(traceParent);
  return context ? [{ context }] : [];
}

/** Messages of errors may quote what a shopper sent: only the kind of the error is kept. */
function endSpan(span: Span, error: unknown): void {
  if (error !== undefined) {
    const { code, name } = Object(error) as { code?: unknown; name?: unknown };
    const type = [code, name].find((value) => typeof value === 'string' && /^[\w.]{1,80}$/.test(value));
    span.setAttribute('error.type', (type as string | undefined) ?? 'Error');
    if (!(error instanceof Fault) || error.kind === 'internal' || isUnavailable(error))
      span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function markFailed(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function exportersOf({ endpoint, headers, store, service }: SpanSourceOptions): [string, SpanExporter][] {
  return [
    ...(endpoint
      ? [
          [
            'otlp',
            new OTLPTraceExporter({
              url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
              timeoutMillis: EXPORT_TIMEOUT_MS,
              ...(headers && { headers }),
            }),
          ] satisfies [string, SpanExporter],
        ]
      : []),
    ...(store ? [['store', new TraceStoreExporter(store, service)] satisfies [string, SpanExporter]] : []),
  ];
}

/** Counts what an exporter sends, and logs when it fails. */
function watched(name: string, exporter: SpanExporter, { log, onExport }: SpanSourceOptions): SpanExporter {
  let reportedAt = -Infinity;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined || Number(result.code) !== 0;
        onExport?.(name, failed ? 'failed' : 'sent', spans.length);
        if (failed && performance.now() - reportedAt > REPORT_MS) {
          reportedAt = performance.now();
          const reason = result.error?.message;
          // The batch began in the context of whichever request ended its first span.
          runOutsideContext(() => log.warn({ reason, exporter: name }, 'spans could not be exported'));
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
