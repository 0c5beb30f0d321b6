import type { LedgerRecord } from '@orderwire/contracts';
import { BookOpenText } from 'lucide-react';
import { formatMoney } from '../../i18n/format';
import { classNames } from '../../ui/class-names';
import { m } from '../messages';
import { Mono, OrderLink, Time } from '../parts/cells';
import { type FilterField, optionsOf } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { listSource } from '../parts/list-source';
import { columnsOf } from '../table/columns';
import { PaymentTabs } from './payment-tabs';
import { ledgerSearch, type LedgerSearch } from './payments-search';

const t = m.payments.ledger;
const { accounts } = m.orderPayments;
const column = columnsOf<LedgerRecord>();

const columns = column.columns([
  column.display({
    id: 'time',
    header: t.columns.time,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.at} />,
  }),
  column.display({
    id: 'account',
    header: t.columns.account,
    meta: { width: 9 },
    cell: ({ row }) => accounts[row.original.account],
  }),
  column.display({
    id: 'amount',
    header: t.columns.amount,
    meta: { width: 9, align: 'end' },
    cell: ({ row: { original } }) => (
      <span className={classNames('font-medium', original.amount < 0 && 'text-soft')}>
        {formatMoney(original.amount, original.currency)}
      </span>
    ),
  }),
  column.display({
    id: 'order',
    header: t.columns.order,
    meta: { width: 7 },
    cell: ({ row }) => <OrderLink id={row.original.orderId} />,
  }),
  column.display({
    id: 'movement',
    header: t.columns.movement,
    meta: { width: 20 },
    cell: ({ row }) => <Mono>{row.original.movement}</Mono>,
  }),
]);

const filters: readonly FilterField<LedgerSearch>[] = [
  { name: 'account', label: t.filters.account, options: optionsOf(accounts), inline: true },
  { name: 'orderId', label: t.filters.orderId, inline: true },
  { name: 'from', label: t.filters.from, kind: 'day' },
  { name: 'to', label: t.filters.to, kind: 'day' },
];

export const LedgerPage = () => (
  <ListPage<LedgerRecord, LedgerSearch>
    title={t.title}
    lead={t.lead}
    tabs={<PaymentTabs />}
    validate={ledgerSearch}
    filters={filters}
    source={(search) =>
      listSource<LedgerRecord>(
        'payments',
        '/payments/ledger',
        search,
        ({ movement, account, currency }) => `${movement}/${account}/${currency}`,
      )
    }
    columns={columns}
    empty={{ icon: BookOpenText, title: t.empty }}
  />
);
