import type { OutboxView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { formatDuration, formatNumber } from '../../../i18n/format';
import { Skeleton } from '../../../ui/states';
import { m } from '../../messages';
import { type PlainColumn, PlainTable } from '../../parts/plain-table';
import { Panel } from '../../shell/page';
import { ProblemNotice } from '../../shell/problem-notice';
import { Unavailable } from '../unavailable';
import { outboxQuery } from './streams-query';

const t = m.operations.streams;

/** An event that waits longer is late. */
const LATE_SECONDS = 30;

const columns: readonly PlainColumn<OutboxView>[] = [
  { id: 'service', header: m.operations.fields.service, cell: ({ service }) => service },
  {
    id: 'unpublished',
    header: t.outboxColumns.unpublished,
    align: 'end',
    cell: ({ unpublished }) => formatNumber(unpublished),
  },
  {
    id: 'age',
    header: t.outboxColumns.age,
    align: 'end',
    cell: ({ oldestAgeSeconds: age }) =>
      age === null ? (
        m.shell.none
      ) : (
        <span className={age > LATE_SECONDS ? 'font-semibold text-bad' : ''}>
          {formatDuration(age * 1_000)}
        </span>
      ),
  },
  {
    id: 'published',
    header: t.outboxColumns.published,
    align: 'end',
    cell: ({ publishedLastHour }) => formatNumber(publishedLastHour),
  },
  {
    id: 'consumed',
    header: t.outboxColumns.consumed,
    align: 'end',
    cell: ({ consumedLastHour }) => formatNumber(consumedLastHour),
  },
];

/** What waits for publication in each service. */
export function OutboxPanel() {
  const query = useQuery(outboxQuery);
  const isShown = query.data !== undefined;
  return (
    <Panel title={t.outboxes} className={isShown ? '' : 'p-5'}>
      {query.isError && !isShown ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Skeleton className="h-64" />
      ) : (
        <>
          <div className="p-3 empty:hidden">
            <Unavailable services={query.data.unavailable} />
          </div>
          <PlainTable
            label={t.outboxes}
            columns={columns}
            rows={query.data.data}
            rowId={({ service }) => service}
          />
        </>
      )}
    </Panel>
  );
}
