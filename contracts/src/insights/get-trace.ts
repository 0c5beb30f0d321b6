import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsObject, IsString, Matches, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { rpc } from '../contract.js';
import { correlationIdForm } from '../headers.js';
import { Nullable } from '../rules.js';

export const spanKinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;

export type SpanKind = (typeof spanKinds)[number];

export class GetTraceRequest {
  /** Of a request, as in problems, logs and timelines. */
  @Matches(correlationIdForm, { message: 'correlationId must be a correlation id' })
  correlationId!: string;
}

/** One span, named as in OpenTelemetry. */
export class TraceSpan {
  @IsString()
  traceId!: string;

  @IsString()
  spanId!: string;

  /** Null for the first span of a request, and for one that continues an earlier request. */
  @Nullable()
  @IsString()
  parentId!: string | null;

  @IsString()
  service!: string;

  @IsString()
  name!: string;

  @IsIn(spanKinds)
  kind!: SpanKind;

  /** Microseconds since 1970. */
  @IsInt()
  startUs!: number;

  /** Microseconds. */
  @IsInt()
  durationUs!: number;

  @IsBoolean()
  failed!: boolean;

  /** Of OpenTelemetry's semantic conventions, and some of ours. No personal data. */
  @IsObject()
  @JSONSchema({ type: 'object', additionalProperties: true })
  attributes!: Record<string, unknown>;
}

/** What is kept of a trace. */
export class TraceView {
  /** 32 hexadecimal digits. */
  @IsString()
  traceId!: string;

  /** Whether spans are kept at all: `TRACE_STORE`. */
  @IsBoolean()
  isKept!: boolean;

  /** Whether there are more spans than those listed. */
  @IsBoolean()
  isCut!: boolean;

  /** The oldest first; at most 512 KiB. Empty when they were not sampled, are too old, or made way for newer ones. */
  @ValidateNested({ each: true })
  @Type(() => TraceSpan)
  spans!: TraceSpan[];
}

export const GetTrace = rpc('insights.get_trace', {
  description:
    'The spans of what a request caused in all services, as far as they are kept: for a day at most, in memory.',
  request: GetTraceRequest,
  reply: TraceView,
  access: 'staff',
  callers: ['client-gateway'],
  readOnly: true,
});
