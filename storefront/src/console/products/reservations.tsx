import type { ReservationRecord, ReservationState } from '@orderwire/contracts';
import { Lock } from 'lucide-react';
import { formatNumber } from '../../i18n/format';
import { Badge, EmptyState, type Tone } from '../../ui/states';
import { m } from '../messages';
import { OrderLink, Time } from '../parts/cells';
import { Section } from '../parts/section';
import { listSource } from '../parts/list-source';
import { columnsOf } from '../table/columns';
import { DataTable } from '../table/data-table';
import { useList } from '../table/use-list';

const t = m.products;
const column = columnsOf<ReservationRecord>();

const tones: Readonly<Record<ReservationState, Tone>> = { held: 'warn', sold: 'good', released: 'neutral' };

const columns = column.columns([
  column.display({
    id: 'order',
    header: t.reservationColumns.order,
    meta: { width: 7 },
    cell: ({ row }) => <OrderLink id={row.original.orderId} />,
  }),
  column.display({
    id: 'state',
    header: t.reservationColumns.state,
    meta: { width: 7 },
    cell: ({ row }) => (
      <Badge tone={tones[row.original.state]}>{t.reservationStates[row.original.state]}</Badge>
    ),
  }),
  column.display({
    id: 'units',
    header: t.reservationColumns.units,
    meta: { width: 5, align: 'end' },
    cell: ({ row }) => formatNumber(row.original.units),
  }),
  column.display({
    id: 'buyer',
    header: t.reservationColumns.buyer,
    meta: { width: 6 },
    cell: ({ row }) => (row.original.guest ? t.guest : t.customer),
  }),
  column.display({
    id: 'created',
    header: t.reservationColumns.created,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.createdAt} />,
  }),
  column.display({
    id: 'expires',
    header: t.reservationColumns.expires,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.expiresAt} />,
  }),
  column.display({
    id: 'ended',
    header: t.reservationColumns.ended,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.endedAt} />,
  }),
]);

/** The orders that reserved units of a product. */
export function Reservations({ productId }: { productId: string }) {
  const list = useList(
    listSource<ReservationRecord>('products', '/reservations', { productId }, ({ orderId }) => orderId),
  );
  return (
    <Section title={t.reservations}>
      <DataTable
        label={t.reservations}
        list={list}
        columns={columns}
        className="max-h-96"
        empty={<EmptyState icon={Lock} title={t.reservationsEmpty} />}
      />
    </Section>
  );
}
