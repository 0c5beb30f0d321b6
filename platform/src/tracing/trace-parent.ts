import { createHash } from 'node:crypto';
import { isTraceParent } from '@orderwire/contracts';

/** The ids of a span. */
export interface SpanIds {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Reads a `traceparent` header of W3C Trace Context; undefined when it is not one. */
export function readTraceParent(traceParent: string | undefined): SpanIds | undefined {
  if (!isTraceParent(traceParent)) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = traceParent.split('-');
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const writeTraceParent = ({ traceId, spanId, sampled }: SpanIds): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** Whether it is a valid `traceparent` of a sampled trace. */
export const isSampled = (traceParent: string | undefined): traceParent is string =>
  readTraceParent(traceParent)?.sampled === true;

/**
 * The trace of a correlation id: its digits when it is a UUID or a trace id, otherwise a hash. All that
 * continues a request later knows its correlation id, and with it the trace.
 */
export function traceIdOf(correlationId: string): string {
  const digits = correlationId.replaceAll('-', '').toLowerCase();
  return /^(?!0+$)[0-9a-f]{32}$/.test(digits)
    ? digits
    : createHash('sha256').update(correlationId).digest('hex').slice(0, 32);
}
