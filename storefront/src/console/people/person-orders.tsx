import type { OrderView } from '@orderwire/contracts';
import { ShoppingCart } from 'lucide-react';
import { formatMoney } from '../../i18n/format';
import { LinkButton } from '../../ui/button';
import { EmptyState } from '../../ui/states';
import { m } from '../messages';
import { StatusBadge } from '../orders/badges';
import { shortId } from '../orders/short-id';
import { Mono, Time } from '../parts/cells';
import { Section } from '../parts/section';
import { byId, listSource } from '../parts/list-source';
import { columnsOf } from '../table/columns';
import { DataTable } from '../table/data-table';
import { useList } from '../table/use-list';

const t = m.people;
const column = columnsOf<OrderView>();

const columns = column.columns([
  column.display({
    id: 'order',
    header: t.orderColumns.order,
    meta: { width: 7 },
    cell: ({ row }) => <Mono>{shortId(row.original.id)}</Mono>,
  }),
  column.display({
    id: 'placed',
    header: t.orderColumns.placed,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.createdAt} />,
  }),
  column.display({
    id: 'status',
    header: t.orderColumns.status,
    meta: { width: 8 },
    cell: ({ row }) => <StatusBadge status={row.original.status} />,
  }),
  column.display({
    id: 'total',
    header: t.orderColumns.total,
    meta: { width: 8, align: 'end' },
    cell: ({ row }) => formatMoney(row.original.totalAmount, row.original.currency),
  }),
]);

export function PersonOrders({ userId }: { userId: string }) {
  const list = useList(listSource<OrderView>('orders', '/orders', { customerId: userId }, byId));
  return (
    <Section
      title={t.orders}
      actions={
        <LinkButton size="small" look="quiet" to="/orders" search={{ customerId: userId }}>
          {t.allOrders}
        </LinkButton>
      }
    >
      <DataTable
        label={t.orders}
        list={list}
        columns={columns}
        rowLink={({ id }) => ({ to: '/orders/$orderId', params: { orderId: id } })}
        className="max-h-96"
        empty={<EmptyState icon={ShoppingCart} title={t.noOrders} />}
      />
    </Section>
  );
}
