import { type SpanKind, system } from '@orderwire/contracts';
import { contextOrSystem, currentContext, runInContext } from '../context/context.js';
import { isSampled, traceIdOf } from './trace-parent.js';

/** Values of ours or of a protocol, never personal data, tokens, or parameters of SQL. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a span describes. Names and attributes follow OpenTelemetry's semantic conventions. */
export interface SpanSpec {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: SpanAttributes;
  /** `traceparent`s of spans of other traces. */
  readonly links?: readonly string[];
}

/** A span that has not ended. */
export interface OpenSpan {
  /** Its `traceparent`. */
  readonly traceParent: string;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed. `type`: a code, such as a status. */
  fail(type: string): void;
  /**
   * Names the error. The span is failed, except by a fault that says what the caller can act on, such as a
   * conflict.
   */
  end(error?: unknown): void;
}

/** Creates spans. */
export interface SpanSource {
  open(spec: SpanSpec, place: { traceId: string; parent?: string; correlationId: string }): OpenSpan;
  /** Exports what has ended. */
  stop(): Promise<void>;
}

/** What a batch handles, of one trace. */
export interface TracedItem {
  readonly correlationId: string;
  /** The `traceparent` of the span that caused it. */
  readonly traceParent?: string | undefined;
}

/**
 * The spans of this process. Before {@link start} there are none, and work runs as it is. A trace is
 * sampled or not by its id alone, the same in every service.
 */
export class Tracing {
  private source: SpanSource | undefined;

  get isActive(): boolean {
    return this.source !== undefined;
  }

  start(source: SpanSource): void {
    this.source = source;
  }

  async stop(): Promise<void> {
    const { source } = this;
    this.source = undefined;
    await source?.stop();
  }

  /** Runs work in a child of the context's span; without a sampled one in no span. */
  within<T>(spec: () => SpanSpec, work: (span?: OpenSpan) => Promise<T>): Promise<T> {
    if (!this.source || !isSampled(currentContext()?.traceParent)) return work();
    return this.run(this.source, spec(), work);
  }

  /** Runs work for an earlier request, of which only the correlation id is known, in a span of its trace. */
  continue<T>(correlationId: string, spec: () => SpanSpec, work: () => Promise<T>): Promise<T> {
    return runInContext({ correlationId, actor: system }, () =>
      this.source ? this.run(this.source, spec(), work) : work(),
    );
  }

  /**
   * Runs work for a batch: each item of a sampled trace has a span. What the work does is in the first
   * of them; what it publishes for an item is in the item's.
   */
  async forEach<T>(spec: () => SpanSpec, items: readonly TracedItem[], work: () => Promise<T>): Promise<T> {
    const { source } = this;
    if (!source || items.length === 0) return work();
    const described = spec();
    const traces = new Map<string, string>();
    const spans = items.map(({ correlationId, traceParent: parent }) => {
      const links = parent === undefined ? [] : [parent];
      const place = { traceId: traceIdOf(correlationId), correlationId, ...(parent && { parent }) };
      const span = source.open({ ...described, links }, place);
      traces.set(correlationId, span.traceParent);
      return span;
    });
    const traceParent = spans.find((span) => isSampled(span.traceParent))?.traceParent;
    const context = { ...contextOrSystem(), traces, ...(traceParent && { traceParent }) };
    return settle(
      () => runInContext(context, work),
      (error) => spans.forEach((span) => span.end(error)),
    );
  }

  /** Within a batch: runs work for one of its items in that item's span. */
  forItem<T>(correlationId: string | undefined, work: () => T): T {
    const context = currentContext();
    const traceParent = correlationId && context?.traces?.get(correlationId);
    return context && traceParent ? runInContext({ ...context, correlationId, traceParent }, work) : work();
  }

  /** Opens a span that the caller ends; undefined while there are no spans. */
  open(spec: SpanSpec, place: Parameters<SpanSource['open']>[1]): OpenSpan | undefined {
    return this.source?.open(spec, place);
  }

  /** The `traceparent` of a moment, which is a span without duration; the parent's while there are no spans. */
  mark(spec: () => SpanSpec, { correlationId, traceParent: parent }: TracedItem): string | undefined {
    if (!this.source || (parent !== undefined && !isSampled(parent))) return parent;
    const place = { traceId: traceIdOf(correlationId), correlationId, ...(parent && { parent }) };
    const span = this.source.open(spec(), place);
    span.end();
    return span.traceParent;
  }

  private run<T>(source: SpanSource, spec: SpanSpec, work: (span: OpenSpan) => Promise<T>): Promise<T> {
    const context = contextOrSystem();
    const { correlationId, traceParent: parent } = context;
    const span = source.open(spec, {
      traceId: traceIdOf(correlationId),
      correlationId,
      ...(parent && { parent }),
    });
    return settle(
      () => runInContext({ ...context, traceParent: span.traceParent }, () => work(span)),
      (error) => span.end(error),
    );
  }
}

/** Starts the work at once, since statements of one transaction are sent together, and ends its spans. */
export async function settle<T>(work: () => Promise<T>, end: (error?: unknown) => void): Promise<T> {
  try {
    const result = await work();
    end();
    return result;
  } catch (error) {
    end(error);
    throw error;
  }
}

/** Of a request over NATS; the subject is the method. */
export const rpcSpan = (kind: 'client' | 'server', subject: string): SpanSpec => ({
  name: subject,
  kind,
  attributes: { 'rpc.system.name': 'nats', 'rpc.method': subject },
});

/** Of an HTTP request to another system. `route`: the path without ids and query. */
export const httpClientSpan = (method: string, host: string, route: string): SpanSpec => ({
  name: `${method} ${route}`,
  kind: 'client',
  attributes: { 'http.request.method': method, 'server.address': host, 'url.template': route },
});

/** The status of an answer; from 400 on the request has failed. */
export function setStatus(span: OpenSpan | undefined, status: number): void {
  span?.set({ 'http.response.status_code': status });
  if (status >= 400) span?.fail(String(status));
}

/** The spans of this process. */
export const tracing = new Tracing();
