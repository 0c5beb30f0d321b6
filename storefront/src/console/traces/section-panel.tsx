import { ChevronRight } from 'lucide-react';
import { formatMicroseconds } from '../../i18n/format';
import { classNames } from '../../ui/class-names';
import { Badge } from '../../ui/states';
import { m } from '../messages';
import { Mono } from '../parts/cells';
import type { SpanRow, TraceSection } from './trace-sections';

/** One piece of work: its spans below each other, each with its time as a bar. */
export function SectionPanel({ section, offsetUs }: { section: TraceSection; offsetUs: number }) {
  const { first, rows, durationUs, failed } = section;
  const t = m.traces;
  return (
    <details
      open={failed || first.kind === 'server' || rows.length > 1}
      className="group rounded-xl border border-line bg-surface"
    >
      <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3 text-sm sm:px-5">
        <span className="w-20 shrink-0 text-soft tabular-nums">{t.after(formatMicroseconds(offsetUs))}</span>
        <span className="min-w-0 flex-1 basis-48 font-medium break-words">{first.name}</span>
        {failed && <Badge tone="bad">{t.failed}</Badge>}
        <Badge>{first.service}</Badge>
        <span className="text-soft tabular-nums">{formatMicroseconds(durationUs)}</span>
      </summary>
      <ol className="flex flex-col border-t border-line py-2">
        {rows.map((row) => (
          <SpanLine key={row.span.spanId} row={row} startUs={first.startUs} totalUs={durationUs} />
        ))}
      </ol>
    </details>
  );
}

/** Deeper spans are indented no further: names need the width of a phone. */
const MAX_INDENT = 6;

function SpanLine({ row, startUs, totalUs }: { row: SpanRow; startUs: number; totalUs: number }) {
  const { span, depth } = row;
  // The clocks of two machines differ: a bar stays within its line.
  const share = (us: number) => Math.min(100, Math.max(0, (100 * us) / Math.max(1, totalUs)));
  const left = share(span.startUs - startUs);
  const width = Math.min(share(span.durationUs), 100 - left);
  const attributes = Object.entries(span.attributes);
  return (
    <li>
      <details>
        <summary className="grid cursor-pointer list-none grid-cols-[minmax(0,1fr)_4.5rem] items-center gap-x-3 px-4 py-1 text-sm hover:bg-muted sm:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_4.5rem] sm:px-5">
          <span
            className="flex min-w-0 items-baseline gap-2"
            style={{ paddingLeft: `${Math.min(depth, MAX_INDENT) * 0.9}rem` }}
          >
            <ChevronRight
              aria-hidden
              className="size-3.5 shrink-0 self-center text-soft transition-transform in-open:rotate-90"
            />
            <span className={classNames('min-w-0 break-words', span.failed && 'font-medium text-bad')}>
              {span.name}
            </span>
            {span.failed && <span className="shrink-0 text-xs text-bad">{m.traces.failed}</span>}
            {depth > 0 && <span className="shrink-0 text-xs text-soft max-sm:hidden">{span.service}</span>}
          </span>
          <span aria-hidden className="relative h-2.5 rounded bg-muted max-sm:order-last max-sm:col-span-2">
            <span
              className={classNames(
                'absolute inset-y-0 min-w-0.5 rounded',
                span.failed ? 'bg-bad' : 'bg-accent',
              )}
              style={{ left: `${left}%`, width: `${width}%` }}
            />
          </span>
          <span className="text-right text-soft tabular-nums">{formatMicroseconds(span.durationUs)}</span>
        </summary>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 px-4 pt-1 pb-3 text-xs sm:px-5">
          <dt className="text-soft">{m.traces.service}</dt>
          <dd>
            <Mono>{`${span.service} · ${span.kind}`}</Mono>
          </dd>
          <dt className="text-soft">{m.traces.span}</dt>
          <dd>
            <Mono>{span.spanId}</Mono>
          </dd>
          {attributes.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd className="min-w-0 break-words">
                <Mono>{String(value)}</Mono>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
