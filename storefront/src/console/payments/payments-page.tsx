import type { PaymentRecord } from '@orderwire/contracts';
import { currencies } from '@orderwire/contracts/currencies';
import { CreditCard } from 'lucide-react';
import { formatMoney } from '../../i18n/format';
import { m } from '../messages';
import { shortId } from '../orders/short-id';
import { Mono, OrderLink, Time } from '../parts/cells';
import { type FilterField, optionsOf } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { byId, listSource } from '../parts/list-source';
import { columnsOf } from '../table/columns';
import { PaymentTabs } from './payment-tabs';
import { paymentsSearch, type PaymentsSearch } from './payments-search';
import { StateBadge } from './state-badge';

const t = m.payments;
const { states } = m.orderPayments;
const column = columnsOf<PaymentRecord>();

const columns = column.columns([
  column.display({
    id: 'id',
    header: t.columns.id,
    meta: { width: 15 },
    cell: ({ row }) => <Mono>{row.original.id}</Mono>,
  }),
  column.display({
    id: 'paid',
    header: t.columns.paid,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.paidAt} />,
  }),
  column.display({
    id: 'state',
    header: t.columns.state,
    meta: { width: 9 },
    cell: ({ row }) => <StateBadge state={row.original.state} />,
  }),
  column.display({
    id: 'amount',
    header: t.columns.amount,
    meta: { width: 8, align: 'end' },
    cell: ({ row: { original } }) => (
      <span className="font-medium">{formatMoney(original.amount, original.currency)}</span>
    ),
  }),
  column.display({
    id: 'refunded',
    header: t.columns.refunded,
    meta: { width: 8, align: 'end' },
    cell: ({ row: { original } }) =>
      original.refunded > 0 && formatMoney(original.refunded, original.currency),
  }),
  column.display({
    id: 'order',
    header: t.columns.order,
    meta: { width: 6.5 },
    cell: ({ row }) => <OrderLink id={row.original.orderId} />,
  }),
]);

const filters: readonly FilterField<PaymentsSearch>[] = [
  { name: 'state', label: t.filters.state, options: optionsOf(states), inline: true },
  {
    name: 'currency',
    label: t.filters.currency,
    options: currencies.map((code) => [code, code.toUpperCase()] as const),
  },
  { name: 'from', label: t.filters.from, kind: 'day' },
  { name: 'to', label: t.filters.to, kind: 'day' },
];

export const PaymentsPage = () => (
  <ListPage<PaymentRecord, PaymentsSearch>
    title={t.title}
    lead={t.lead}
    tabs={<PaymentTabs />}
    validate={paymentsSearch}
    filters={filters}
    source={(search) => listSource<PaymentRecord>('payments', '/payments', search, byId)}
    columns={columns}
    rowLink={({ id }) => ({ to: '/payments/$paymentId', params: { paymentId: id } })}
    card={{ height: 84, render: (payment) => <PaymentCard payment={payment} /> }}
    empty={{ icon: CreditCard, title: t.empty, lead: t.emptyLead }}
  />
);

const PaymentCard = ({ payment }: { payment: PaymentRecord }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <Mono>{shortId(payment.orderId)}</Mono>
      <StateBadge state={payment.state} />
    </span>
    <span className="flex items-baseline justify-between gap-2">
      <span className="text-soft">
        <Time at={payment.paidAt} />
      </span>
      <span className="font-semibold tabular-nums">{formatMoney(payment.amount, payment.currency)}</span>
    </span>
  </span>
);
