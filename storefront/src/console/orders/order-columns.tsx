import type { OrderView } from '@orderwire/contracts';
import { formatMoney, formatNumber } from '../../i18n/format';
import { m } from '../messages';
import { Time } from '../parts/cells';
import { columnsOf } from '../table/columns';
import { DisputeBadge, MarkBadges, PaymentBadge, StatusBadge } from './badges';
import { shortId } from './short-id';

const column = columnsOf<OrderView>();
const t = m.orders;

export const orderColumns = column.columns([
  column.display({
    id: 'order',
    header: t.columns.order,
    meta: { width: 6 },
    cell: ({ row }) => <span className="font-mono text-[0.8125rem]">{shortId(row.original.id)}</span>,
  }),
  column.display({
    id: 'created',
    header: t.columns.created,
    meta: { width: 9.5 },
    cell: ({ row }) => <Time at={row.original.createdAt} />,
  }),
  column.display({
    id: 'customer',
    header: t.columns.customer,
    meta: { width: 13 },
    cell: ({ row }) => row.original.email ?? <span className="text-soft">{t.noEmail}</span>,
  }),
  column.display({
    id: 'status',
    header: t.columns.status,
    meta: { width: 8.5 },
    cell: ({ row }) => <StatusBadge status={row.original.status} />,
  }),
  column.display({
    id: 'payment',
    header: t.columns.payment,
    meta: { width: 11.5 },
    cell: ({ row }) => row.original.paymentState && <PaymentBadge state={row.original.paymentState} />,
  }),
  column.display({
    id: 'total',
    header: t.columns.total,
    meta: { width: 7.5, align: 'end' },
    cell: ({ row }) => (
      <span className="font-medium">{formatMoney(row.original.totalAmount, row.original.currency)}</span>
    ),
  }),
  column.display({
    id: 'items',
    header: t.columns.items,
    meta: { width: 5, align: 'end' },
    cell: ({ row }) => formatNumber(row.original.totalItems),
  }),
  column.display({
    id: 'refunded',
    header: t.columns.refunded,
    meta: { width: 7.5, align: 'end' },
    cell: ({ row }) =>
      row.original.refundedAmount > 0 && formatMoney(row.original.refundedAmount, row.original.currency),
  }),
  column.display({
    id: 'refund-pending',
    header: t.columns.refundPending,
    meta: { width: 8, align: 'end' },
    cell: ({ row: { original } }) =>
      original.refundPendingAmount ? (
        <span className="font-medium text-warn">
          {formatMoney(original.refundPendingAmount, original.currency)}
        </span>
      ) : null,
  }),
  column.display({
    id: 'dispute',
    header: t.columns.dispute,
    meta: { width: 8.5 },
    cell: ({ row }) => row.original.dispute && <DisputeBadge dispute={row.original.dispute} />,
  }),
  column.display({
    id: 'marks',
    header: t.columns.marks,
    meta: { width: 9 },
    cell: ({ row }) => (
      <span className="flex gap-1">
        <MarkBadges order={row.original} />
      </span>
    ),
  }),
]);

/** An order on a phone. */
export const OrderCard = ({ order }: { order: OrderView }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <span className="font-mono">{shortId(order.id)}</span>
      <span className="flex gap-1.5">
        {order.dispute && <DisputeBadge dispute={order.dispute} />}
        <StatusBadge status={order.status} />
      </span>
    </span>
    <span className="truncate text-soft">{order.email ?? t.noEmail}</span>
    <span className="flex items-baseline justify-between gap-2">
      <span className="text-soft">
        <Time at={order.createdAt} />
      </span>
      <span className="font-semibold tabular-nums">{formatMoney(order.totalAmount, order.currency)}</span>
    </span>
  </span>
);
