import type { BulkActionDetails, BulkActionProblem, BulkActionView } from '@orderwire/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ArrowLeft, CircleCheck } from 'lucide-react';
import { api } from '../../../api/client';
import { formatDateTime, formatExact } from '../../../i18n/format';
import { Button, TextLink } from '../../../ui/button';
import { Badge, EmptyState, Skeleton } from '../../../ui/states';
import { m } from '../../messages';
import { CopyableId } from '../../shell/copy-button';
import { Page, Panel } from '../../shell/page';
import { ProblemNotice } from '../../shell/problem-notice';
import { columnsOf } from '../../table/columns';
import { DataTable } from '../../table/data-table';
import { useList } from '../../table/use-list';
import { shortId } from '../short-id';
import { BulkProgress } from './bulk-progress';
import { reasonText } from './reason-text';

const column = columnsOf<BulkActionProblem>();
const t = m.bulk;

const columns = column.columns([
  column.display({
    id: 'order',
    header: t.columns.order,
    meta: { width: 8 },
    cell: ({ row }) => <span className="font-mono">{shortId(row.original.orderId)}</span>,
  }),
  column.display({
    id: 'outcome',
    header: t.columns.outcome,
    meta: { width: 8 },
    cell: ({ row: { original } }) => (
      <Badge tone={original.outcome === 'failed' ? 'bad' : 'neutral'}>{t.outcomes[original.outcome]}</Badge>
    ),
  }),
  column.display({
    id: 'reason',
    header: t.columns.reason,
    meta: { width: 24 },
    cell: ({ row }) => reasonText(row.original.reason),
  }),
  column.display({
    id: 'at',
    header: t.columns.at,
    meta: { width: 12 },
    cell: ({ row }) => formatExact(row.original.at),
  }),
]);

/** The orders that are being changed when an action is stopped are still counted, for about so long. */
const COUNTED_AFTER_MS = 60_000;

const pollInterval = ({ state, endedAt }: Partial<BulkActionView> = {}): number | false => {
  if (state === 'running') return 1_000;
  return state === 'stopped' && Date.now() - Date.parse(endedAt ?? '') < COUNTED_AFTER_MS && 2_000;
};

/** The progress of one bulk action, live, and the orders that it did not change. */
export function BulkActionPage() {
  const { bulkActionId } = useParams({ from: '/orders/bulk-actions/$bulkActionId' });
  const path = `/orders/bulk-actions/${bulkActionId}`;
  const key = ['bulk-actions', bulkActionId];
  const query = useQuery({
    queryKey: [...key, 'progress'],
    queryFn: ({ signal }) => api.get<BulkActionDetails>(path, { limit: 1 }, signal),
    refetchInterval: ({ state }) => pollInterval(state.data?.bulkAction),
  });
  const list = useList<BulkActionProblem>({
    queryKey: [...key, 'problems'],
    fetchPage: (cursor, signal) => api.get<BulkActionDetails>(path, { cursor, limit: 100 }, signal),
    rowId: ({ orderId }) => orderId,
  });
  const stop = useMutation({
    mutationFn: () => api.post(`${path}/stop`),
    onSettled: () => query.refetch(),
  });
  const action = query.data?.bulkAction;
  return (
    <Page
      title={action ? `${t.title}: ${t.actions[action.action]}` : t.title}
      back={
        <TextLink to="/orders/bulk-actions" className="inline-flex items-center gap-1.5 no-underline">
          <ArrowLeft aria-hidden className="size-4" />
          {t.list.back}
        </TextLink>
      }
      lead={action && formatDateTime(action.startedAt)}
      actions={
        action?.state === 'running' && (
          <Button look="danger" busy={stop.isPending} onClick={() => stop.mutate()} title={t.stopping}>
            {t.stop}
          </Button>
        )
      }
    >
      {stop.isError && <ProblemNotice error={stop.error} />}
      <Panel title={t.progress}>
        {action ? (
          <div className="flex flex-col gap-4">
            <BulkProgress counts={action} state={action.state} />
            <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
              <TextLink to="/orders" search={{ correlationId: action.id }}>
                {t.changed}
              </TextLink>
              <CopyableId id={action.id} what={m.order.facts.correlation} />
            </p>
          </div>
        ) : query.isError ? (
          <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton className="h-12" />
        )}
      </Panel>
      <h2 className="text-lg font-semibold">{t.problems}</h2>
      <DataTable
        label={t.problems}
        list={list}
        columns={columns}
        rowLink={({ orderId }) => ({ to: '/orders/$orderId', params: { orderId } })}
        empty={<EmptyState icon={CircleCheck} title={t.noProblems} />}
        className="max-h-[32rem]"
      />
    </Page>
  );
}
