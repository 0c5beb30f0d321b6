import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { classNames } from '../../ui/class-names';
import { Skeleton } from '../../ui/states';
import { m } from '../messages';
import { type Work, workKinds } from './work-kinds';

const t = m.dashboard.work;

/** How often it is counted again. */
const LIVE_MS = 30_000;

/** What waits for staff, each with the list behind it. */
export function WaitingWork() {
  const kinds = workKinds();
  const results = useQueries({
    queries: kinds.map(({ name, read }) => ({
      queryKey: ['waiting', name],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(signal),
      refetchInterval: LIVE_MS,
    })),
  });
  return (
    <nav aria-label={t.title}>
      <h2 className="mb-2 text-base font-semibold">{t.title}</h2>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 sm:gap-3 xl:grid-cols-6">
        {kinds.map(({ name, link }, index) => (
          <li key={name}>
            <Link
              {...link}
              className="group flex h-full min-h-20 flex-col justify-between gap-1 rounded-xl border border-line bg-surface px-4 py-3 transition-colors hover:border-line-strong"
            >
              <span className="flex items-start justify-between gap-1 text-sm text-soft">
                {t[name]}
                <ChevronRight
                  aria-hidden
                  className="mt-0.5 size-4 shrink-0 opacity-0 transition-opacity group-hover:opacity-100"
                />
              </span>
              <WorkValue result={results[index]} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function WorkValue({ result }: { result: { data?: Work | undefined; isError: boolean } | undefined }) {
  if (!result?.data && !result?.isError) return <Skeleton className="h-6 w-12" />;
  if (!result.data) return <span className="text-sm text-warn">{t.unknown}</span>;
  const { text, isUrgent } = result.data;
  return (
    <span
      className={classNames(
        'text-lg font-semibold tabular-nums',
        text === undefined ? 'text-soft' : isUrgent && 'text-bad',
      )}
    >
      {text ?? t.nothing}
    </span>
  );
}
