import type { TimelineEntry } from '@orderwire/contracts';
import { formatDuration, formatExact, formatMoney } from '../../../i18n/format';
import { TextLink } from '../../../ui/button';
import { m } from '../../messages';
import { CopyButton } from '../../shell/copy-button';
import { EntryIcon } from './entry-icon';

/** Step by step. `full`: with the cause, the correlation id and the data of each entry. */
export function EntryList({ entries, full }: { entries: readonly TimelineEntry[]; full: boolean }) {
  return (
    <ol className="text-sm">
      {entries.map((entry, index) => {
        const before = entries[index - 1];
        return (
          <li key={entry.id} className="relative flex gap-3 pb-5 last:pb-0">
            {index < entries.length - 1 && (
              <span aria-hidden className="absolute top-7 bottom-0 left-3.5 w-px -translate-x-1/2 bg-line" />
            )}
            <EntryIcon step={entry.step} />
            <div className="min-w-0 flex-1 pt-0.5">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <p className="font-medium">{m.timeline.steps[entry.step] ?? entry.message}</p>
                <p className="text-soft tabular-nums">
                  <time dateTime={entry.at}>{formatExact(entry.at)}</time>
                  {full && before && (
                    <span className="ml-2 text-xs">
                      {m.timeline.since(formatDuration(Date.parse(entry.at) - Date.parse(before.at)))}
                    </span>
                  )}
                </p>
              </div>
              <Summary details={entry.details} />
              {full && <FullEntry entry={entry} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** What of the data a person wants to read. */
function Summary({ details }: { details: TimelineEntry['details'] }) {
  const text = (name: string) => {
    const value = details[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const { amount, attempt } = details;
  const currency = text('currency');
  const role = text('by');
  const parts = [
    typeof amount === 'number' && currency && formatMoney(amount, currency),
    typeof attempt === 'number' && m.timeline.attempt(attempt),
    text('type'),
    text('from') && text('to') && `${statusName(text('from'))} → ${statusName(text('to'))}`,
    reasonName(text('reason')),
    text('note'),
    text('overrideReason'),
    text('failure'),
    text('trackingNumber'),
    role && Object.hasOwn(m.shell.roles, role) && m.timeline.by(m.shell.roles[role as 'staff'].toLowerCase()),
  ].filter(Boolean);
  return parts.length > 0 ? <p className="break-words text-soft">{parts.join(' · ')}</p> : null;
}

const statusName = (status: string | undefined): string =>
  m.orders.statuses[status as keyof typeof m.orders.statuses] ?? status ?? '';

const reasonName = (reason: string | undefined): string | undefined =>
  m.refund.reasons[reason as keyof typeof m.refund.reasons] ?? m.timeline.reasons[reason ?? ''] ?? reason;

function FullEntry({ entry }: { entry: TimelineEntry }) {
  const t = m.timeline;
  const details = JSON.stringify(entry.details, null, 2);
  return (
    <div className="mt-2 flex flex-col gap-1.5 text-xs">
      <p className="flex flex-wrap items-center gap-x-1.5 text-soft">
        {t.cause}: <span className="font-mono break-all text-text">{entry.cause}</span>
      </p>
      {entry.correlationId && (
        <p className="flex flex-wrap items-center gap-x-1.5 text-soft">
          {t.correlation}:
          <TextLink
            to="/orders"
            search={{ correlationId: entry.correlationId }}
            className="font-mono break-all text-text"
          >
            {entry.correlationId}
          </TextLink>
          <CopyButton text={entry.correlationId} what={t.correlation} />
          <TextLink to="/traces/$correlationId" params={{ correlationId: entry.correlationId }}>
            {m.traces.show}
          </TextLink>
        </p>
      )}
      {details !== '{}' && (
        <pre
          tabIndex={0}
          role="group"
          aria-label={t.details}
          className="overflow-x-auto rounded-lg bg-muted p-3 font-mono leading-relaxed"
        >
          {details}
        </pre>
      )}
    </div>
  );
}
