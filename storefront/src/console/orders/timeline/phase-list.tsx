import type { TimelineEntry } from '@orderwire/contracts';
import { formatDateTime, formatDuration } from '../../../i18n/format';
import { m } from '../../messages';
import { EntryIcon } from './entry-icon';
import { groupByPhase } from './phases';

/** One line per phase: its last step, and how long it took. */
export function PhaseList({ entries }: { entries: readonly TimelineEntry[] }) {
  const t = m.timeline;
  return (
    <ol className="flex flex-col gap-2.5 text-sm">
      {groupByPhase(entries).map(({ phase, entries: steps }) => {
        const [first] = steps;
        const last = steps.at(-1) ?? first;
        const length = Date.parse(last.at) - Date.parse(first.at);
        return (
          <li key={first.id} className="flex items-start gap-3">
            <EntryIcon step={last.step} />
            <p className="min-w-0 flex-1 pt-0.5">
              <span className="font-medium">{t.phases[phase]}</span>
              {phase !== 'placed' && phase !== 'cancelled' && (
                <span className="text-soft"> · {t.steps[last.step] ?? last.message}</span>
              )}
            </p>
            <p className="pt-0.5 text-right text-soft tabular-nums">
              <time dateTime={last.at}>{formatDateTime(last.at)}</time>
              {steps.length > 1 && (
                <span className="block text-xs">{t.took(steps.length, formatDuration(length))}</span>
              )}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
