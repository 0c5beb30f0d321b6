import { createHash } from 'node:crypto';

const form = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The ids of a span. */
export interface SpanIds {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Reads a `traceparent`; undefined when it is not one. */
export function readTraceParent(traceParent: string | undefined): SpanIds | undefined {
  const [, traceId, spanId, flags] = form.exec(traceParent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const writeTraceParent = ({ traceId, spanId, sampled }: SpanIds): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** Of a valid `traceparent`. */
export const isSampled = (traceParent: string | undefined): traceParent is string =>
  readTraceParent(traceParent)?.sampled === true;

/**
 * The trace of a correlation id: its digits when it is a UUID or a trace id, otherwise a hash. All that
 * continues a request later knows its correlation id, and with it the trace.
 */
export function traceIdOf(correlationId: string): string {
  const digits = correlationId.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits) && !/^0+$/.test(digits)
    ? digits
    : createHash('sha256').update(correlationId).digest('hex').slice(0, 32);
}
