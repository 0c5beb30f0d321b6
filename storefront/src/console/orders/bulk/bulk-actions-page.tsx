import type { BulkActionPage, BulkActionState, BulkActionView } from '@orderwire/contracts';
import { ArrowLeft, ListChecks } from 'lucide-react';
import { api } from '../../../api/client';
import { formatNumber } from '../../../i18n/format';
import { TextLink } from '../../../ui/button';
import { Badge, EmptyState, type Tone } from '../../../ui/states';
import { m } from '../../messages';
import { Time } from '../../parts/cells';
import { Page } from '../../shell/page';
import { columnsOf } from '../../table/columns';
import { DataTable } from '../../table/data-table';
import { useList } from '../../table/use-list';

const column = columnsOf<BulkActionView>();
const t = m.bulk.list;

const tones: Readonly<Record<BulkActionState, Tone>> = {
  running: 'info',
  finished: 'good',
  stopped: 'warn',
};

const count = (id: 'total' | 'done' | 'skipped' | 'failed') =>
  column.display({
    id,
    header: t[id],
    meta: { width: 5.25, align: 'end' },
    cell: ({ row }) => formatNumber(row.original[id]),
  });

const columns = column.columns([
  column.display({
    id: 'action',
    header: t.action,
    meta: { width: 9 },
    cell: ({ row }) => m.bulk.actions[row.original.action],
  }),
  column.display({
    id: 'state',
    header: t.state,
    meta: { width: 8 },
    cell: ({ row: { original } }) => (
      <Badge tone={tones[original.state]}>{m.bulk.states[original.state]}</Badge>
    ),
  }),
  column.display({
    id: 'started',
    header: t.started,
    meta: { width: 10 },
    cell: ({ row }) => <Time at={row.original.startedAt} />,
  }),
  column.display({
    id: 'ended',
    header: t.ended,
    meta: { width: 10 },
    cell: ({ row }) => <Time at={row.original.endedAt} />,
  }),
  count('total'),
  count('done'),
  count('skipped'),
  count('failed'),
]);

/** All bulk actions and how far they are. */
export function BulkActionsPage() {
  const list = useList<BulkActionView>({
    queryKey: ['bulk-actions', 'list'],
    fetchPage: (cursor, signal) =>
      api.get<BulkActionPage>('/orders/bulk-actions', { cursor, limit: 50 }, signal),
    rowId: ({ id }) => id,
  });
  return (
    <Page
      title={t.title}
      lead={t.lead}
      back={
        <TextLink to="/orders" className="inline-flex items-center gap-1.5 no-underline">
          <ArrowLeft aria-hidden className="size-4" />
          {m.order.back}
        </TextLink>
      }
    >
      <DataTable
        label={t.title}
        list={list}
        columns={columns}
        rowLink={({ id }) => ({ to: '/orders/bulk-actions/$bulkActionId', params: { bulkActionId: id } })}
        empty={
          <EmptyState icon={ListChecks} title={t.empty}>
            {t.emptyLead}
          </EmptyState>
        }
      />
    </Page>
  );
}
