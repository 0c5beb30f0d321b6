import { type GetTraceRequest, TraceSpan, type TraceView } from '@orderwire/contracts';
import { type NatsLink, parseMessage, readTrace, traceIdOf } from '@orderwire/platform';

/** Reads what is kept of a trace. */
export class GetTraceUseCase {
  constructor(
    private readonly nats: NatsLink,
    private readonly isKept: boolean,
  ) {}

  async execute({ correlationId }: GetTraceRequest): Promise<TraceView> {
    const traceId = traceIdOf(correlationId);
    if (!this.isKept) return { traceId, isKept: false, isCut: false, spans: [] };
    const { lines, isCut } = await readTrace(this.nats, traceId);
    const spans = lines.flatMap(spanIn).sort((a, b) => a.startUs - b.startUs);
    return { traceId, isKept: true, isCut, spans };
  }
}

/** Every service may publish spans, so each line is checked; one that is no span is left out. */
function spanIn(line: string): TraceSpan[] {
  try {
    return [parseMessage(TraceSpan, JSON.parse(line), 'drop')];
  } catch {
    return [];
  }
}
