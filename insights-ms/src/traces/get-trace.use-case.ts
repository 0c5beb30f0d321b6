import type { GetTraceRequest, SpanKind, TraceView } from '@orderwire/contracts';
import { type NatsLink, readTrace, traceIdOf } from '@orderwire/platform';

/** Reads what is kept of a trace. */
export class GetTraceUseCase {
  constructor(
    private readonly nats: NatsLink,
    private readonly isKept: boolean,
  ) {}

  async execute({ correlationId }: GetTraceRequest): Promise<TraceView> {
    const traceId = traceIdOf(correlationId);
    if (!this.isKept) return { traceId, isKept: false, spans: [] };
    const spans = await readTrace(this.nats, traceId);
    return {
      traceId,
      isKept: true,
      spans: spans.map(({ kind, links, ...span }) => ({
        ...span,
        kind: kind as SpanKind,
        links: links.map(({ spanId }) => spanId),
      })),
    };
  }
}
