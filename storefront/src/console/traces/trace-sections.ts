import type { TraceSpan } from '@orderwire/contracts';

/** A span and how deep it is below the first of its section. */
export interface SpanRow {
  readonly span: TraceSpan;
  readonly depth: number;
}

/** Spans of one piece of work: a request, or what a service did later. */
export interface TraceSection {
  readonly first: TraceSpan;
  readonly rows: readonly SpanRow[];
  /** Microseconds from the first span's start to the last end. */
  readonly durationUs: number;
  readonly failed: boolean;
}

/**
 * Divides a trace where work begins later than what caused it: at spans without a parent that is kept,
 * and at consumers. Each section has a scale of its own, since minutes may lie between them.
 */
export function sectionsOf(spans: readonly TraceSpan[]): TraceSection[] {
  const byStart = spans.toSorted((a, b) => a.startUs - b.startUs);
  const ids = new Set(byStart.map(({ spanId }) => spanId));
  const isFirst = ({ parentId, kind }: TraceSpan): boolean =>
    parentId === null || !ids.has(parentId) || kind === 'consumer';
  const children = new Map<string | null, TraceSpan[]>();
  for (const span of byStart.filter((one) => !isFirst(one)))
    children.set(span.parentId, [...(children.get(span.parentId) ?? []), span]);
  const rowsBelow = (span: TraceSpan, depth: number): SpanRow[] => [
    { span, depth },
    ...(children.get(span.spanId) ?? []).flatMap((child) => rowsBelow(child, depth + 1)),
  ];
  return byStart.filter(isFirst).map((first) => {
    const rows = rowsBelow(first, 0);
    const end = Math.max(...rows.map(({ span }) => span.startUs + span.durationUs));
    return {
      first,
      rows,
      durationUs: end - first.startUs,
      failed: rows.some(({ span }) => span.failed),
    };
  });
}
