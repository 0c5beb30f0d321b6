import type { DifferenceRecord } from '@orderwire/contracts';
import { CircleCheck } from 'lucide-react';
import { formatMoney } from '../../i18n/format';
import { m } from '../messages';
import { Ago, OrderLink, Time } from '../parts/cells';
import { type FilterField, optionsOf } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { listSource } from '../parts/list-source';
import { columnsOf } from '../table/columns';
import { PaymentTabs } from './payment-tabs';
import { differencesSearch, type DifferencesSearch } from './payments-search';
import { ReconciliationPanels } from './reconciliation-panels';

const t = m.payments.reconciliation;
const column = columnsOf<DifferenceRecord>();

const columns = column.columns([
  column.display({
    id: 'kind',
    header: t.columns.kind,
    meta: { width: 11 },
    cell: ({ row }) => t.kinds[row.original.kind],
  }),
  column.display({
    id: 'message',
    header: t.columns.message,
    meta: { width: 16 },
    cell: ({ row }) => <span title={row.original.message}>{row.original.message}</span>,
  }),
  column.display({
    id: 'order',
    header: t.columns.order,
    meta: { width: 6.5 },
    cell: ({ row }) => <OrderLink id={row.original.orderId} />,
  }),
  column.display({
    id: 'amount',
    header: t.columns.amount,
    meta: { width: 7, align: 'end' },
    cell: ({ row: { original } }) =>
      original.amount !== null && original.currency !== null
        ? formatMoney(original.amount, original.currency)
        : m.shell.none,
  }),
  column.display({
    id: 'first',
    header: t.columns.first,
    meta: { width: 8.5 },
    cell: ({ row }) => <Ago at={row.original.firstSeenAt} />,
  }),
  column.display({
    id: 'resolved',
    header: t.columns.resolved,
    meta: { width: 10.5 },
    cell: ({ row }) => <Time at={row.original.resolvedAt} />,
  }),
]);

const filters: readonly FilterField<DifferencesSearch>[] = [
  {
    name: 'state',
    label: t.filters.state,
    anyLabel: t.states.open,
    options: [['resolved', t.states.resolved]],
    inline: true,
  },
  { name: 'kind', label: t.filters.kind, options: optionsOf(t.kinds), inline: true },
];

/** Reconciliation: where it stands, its differences, and its runs. */
export const ReconciliationPage = () => (
  <ListPage<DifferenceRecord, DifferencesSearch>
    title={t.title}
    lead={t.lead}
    tabs={
      <>
        <PaymentTabs />
        <ReconciliationPanels />
        <h2 className="text-base font-semibold">{t.differences}</h2>
      </>
    }
    validate={differencesSearch}
    filters={filters}
    source={(search) =>
      listSource<DifferenceRecord>(
        'reconciliation',
        '/operations/reconciliation/differences',
        search,
        ({ kind, objectId }) => `${kind}/${objectId}`,
      )
    }
    columns={columns}
    empty={{ icon: CircleCheck, title: t.noDifferences, lead: t.noDifferencesLead }}
  />
);
