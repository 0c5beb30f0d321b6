import type { WebhookDeliverySummary } from '@orderwire/contracts';
import { formatNumber } from '../../i18n/format';
import { m } from '../messages';
import { Ago, Mono, OrderLink, Time } from '../parts/cells';
import { columnsOf } from '../table/columns';
import { DeliveryBadge } from './badges';

const t = m.webhooks.deliveries;
const column = columnsOf<WebhookDeliverySummary>();

/** The HTTP status of the last attempt, or why it had none. */
export const responseText = ({ lastStatus, lastError, attempts }: WebhookDeliverySummary): string =>
  lastStatus !== null ? String(lastStatus) : attempts > 0 ? (lastError ?? t.noResponse) : m.shell.none;

export const deliveryColumns = column.columns([
  column.display({
    id: 'type',
    header: t.columns.type,
    meta: { width: 13 },
    cell: ({ row }) => <Mono>{row.original.type}</Mono>,
  }),
  column.display({
    id: 'status',
    header: t.columns.status,
    meta: { width: 7.5 },
    cell: ({ row }) => <DeliveryBadge status={row.original.status} />,
  }),
  column.display({
    id: 'response',
    header: t.columns.response,
    meta: { width: 9 },
    cell: ({ row }) => responseText(row.original),
  }),
  column.display({
    id: 'attempts',
    header: t.columns.attempts,
    meta: { width: 5.5, align: 'end' },
    cell: ({ row }) => formatNumber(row.original.attempts),
  }),
  column.display({
    id: 'order',
    header: t.columns.order,
    meta: { width: 6.5 },
    cell: ({ row }) => <OrderLink id={row.original.orderId} />,
  }),
  column.display({
    id: 'created',
    header: t.columns.created,
    meta: { width: 9.5 },
    cell: ({ row }) => <Time at={row.original.createdAt} />,
  }),
  column.display({
    id: 'next',
    header: t.columns.next,
    meta: { width: 9 },
    cell: ({ row }) => <Ago at={row.original.nextAttemptAt} />,
  }),
]);

/** A delivery on a phone. */
export const DeliveryCard = ({ delivery }: { delivery: WebhookDeliverySummary }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <Mono>{delivery.type}</Mono>
      <DeliveryBadge status={delivery.status} />
    </span>
    <span className="flex justify-between gap-2 text-soft">
      <Time at={delivery.createdAt} />
      <span className="truncate">{responseText(delivery)}</span>
    </span>
  </span>
);
