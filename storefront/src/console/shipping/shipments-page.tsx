import type { ShipmentStatus, ShipmentView } from '@orderwire/contracts';
import { Truck } from 'lucide-react';
import { countryName } from '../../i18n/format';
import { Badge, type Tone } from '../../ui/states';
import { m } from '../messages';
import { shortId } from '../orders/short-id';
import { Mono, Time } from '../parts/cells';
import { type FilterField, optionsOf } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { byId, listSource } from '../parts/list-source';
import { columnsOf } from '../table/columns';
import { shipmentsSearch, type ShipmentsSearch } from './shipments-search';

const t = m.shipping;
const { received: _, ...statuses } = m.parcels.statuses;
const column = columnsOf<ShipmentView>();

const tones: Readonly<Record<ShipmentStatus, Tone>> = {
  pending: 'neutral',
  ready: 'warn',
  action_required: 'bad',
  label_purchased: 'info',
  shipped: 'info',
  delivered: 'good',
  voiding: 'neutral',
  voided: 'neutral',
  cancelled: 'neutral',
};

const ShipmentBadge = ({ status }: { status: ShipmentStatus }) => (
  <Badge tone={tones[status]}>{statuses[status]}</Badge>
);

const destination = ({ address }: ShipmentView): string =>
  address ? `${address.city}, ${countryName(address.country)}` : m.shell.none;

const columns = column.columns([
  column.display({
    id: 'order',
    header: t.columns.order,
    meta: { width: 6 },
    cell: ({ row }) => <Mono>{shortId(row.original.orderId)}</Mono>,
  }),
  column.display({
    id: 'status',
    header: t.columns.status,
    meta: { width: 10 },
    cell: ({ row }) => <ShipmentBadge status={row.original.status} />,
  }),
  column.display({
    id: 'to',
    header: t.columns.to,
    meta: { width: 9.5 },
    cell: ({ row }) => destination(row.original),
  }),
  column.display({
    id: 'carrier',
    header: t.columns.carrier,
    meta: { width: 7 },
    cell: ({ row }) => row.original.tracking?.carrier ?? m.shell.none,
  }),
  column.display({
    id: 'tracking',
    header: t.columns.tracking,
    meta: { width: 10.5 },
    cell: ({ row }) =>
      row.original.tracking ? <Mono>{row.original.tracking.trackingNumber}</Mono> : m.shell.none,
  }),
  column.display({
    id: 'problem',
    header: t.columns.problem,
    meta: { width: 8.5 },
    cell: ({ row }) => row.original.problem,
  }),
  column.display({
    id: 'created',
    header: t.columns.created,
    meta: { width: 8.5 },
    cell: ({ row }) => <Time at={row.original.createdAt} />,
  }),
]);

const filters: readonly FilterField<ShipmentsSearch>[] = [
  { name: 'status', label: t.filters.status, options: optionsOf(statuses), inline: true },
  { name: 'orderId', label: t.filters.orderId, inline: true },
];

export const ShipmentsPage = () => (
  <ListPage<ShipmentView, ShipmentsSearch>
    title={t.title}
    lead={t.lead}
    validate={shipmentsSearch}
    filters={filters}
    source={(search) => listSource<ShipmentView>('shipments', '/shipments', search, byId)}
    columns={columns}
    rowLink={({ orderId }) => ({ to: '/orders/$orderId', params: { orderId } })}
    card={{ height: 104, render: (shipment) => <ShipmentCard shipment={shipment} /> }}
    empty={{ icon: Truck, title: t.empty, lead: t.emptyLead }}
  />
);

const ShipmentCard = ({ shipment }: { shipment: ShipmentView }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <Mono>{shortId(shipment.orderId)}</Mono>
      <ShipmentBadge status={shipment.status} />
    </span>
    <span className="truncate">{destination(shipment)}</span>
    <span className="truncate text-soft">{shipment.problem ?? <Time at={shipment.createdAt} />}</span>
  </span>
);
