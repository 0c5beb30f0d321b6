import type { MessageStatus, MessageView } from '@orderwire/contracts';
import { formatNumber } from '../../i18n/format';
import { Badge, type Tone } from '../../ui/states';
import { m } from '../messages';
import { OrderLink, Time } from '../parts/cells';
import { columnsOf } from '../table/columns';

const t = m.messagesLog;
const column = columnsOf<MessageView>();

const tones: Readonly<Record<MessageStatus, Tone>> = {
  queued: 'warn',
  sent: 'good',
  failed: 'bad',
  skipped: 'neutral',
};

export const MessageBadge = ({ status }: { status: MessageStatus }) => (
  <Badge tone={tones[status]}>{t.statuses[status]}</Badge>
);

/** What a kind is called; an unknown one by itself. */
export const kindName = (kind: string): string =>
  (t.kinds as Readonly<Record<string, string | undefined>>)[kind] ?? kind;

export const messageColumns = column.columns([
  column.display({
    id: 'kind',
    header: t.columns.kind,
    meta: { width: 12.5 },
    cell: ({ row }) => kindName(row.original.kind),
  }),
  column.display({
    id: 'recipient',
    header: t.columns.recipient,
    meta: { width: 13.5 },
    cell: ({ row }) => row.original.recipient ?? m.shell.none,
  }),
  column.display({
    id: 'status',
    header: t.columns.status,
    meta: { width: 7 },
    cell: ({ row }) => <MessageBadge status={row.original.status} />,
  }),
  column.display({
    id: 'channel',
    header: t.columns.channel,
    meta: { width: 5.5 },
    cell: ({ row }) => t.channels[row.original.channel],
  }),
  column.display({
    id: 'order',
    header: t.columns.order,
    meta: { width: 6.5 },
    cell: ({ row }) => <OrderLink id={row.original.orderId} />,
  }),
  column.display({
    id: 'attempts',
    header: t.columns.attempts,
    meta: { width: 5.5, align: 'end' },
    cell: ({ row }) => formatNumber(row.original.attempts),
  }),
  column.display({
    id: 'created',
    header: t.columns.created,
    meta: { width: 9.5 },
    cell: ({ row }) => <Time at={row.original.createdAt} />,
  }),
]);

/** A message on a phone. */
export const MessageCard = ({ message }: { message: MessageView }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <span className="truncate font-medium">{kindName(message.kind)}</span>
      <MessageBadge status={message.status} />
    </span>
    <span className="truncate text-soft">{message.recipient ?? t.channels[message.channel]}</span>
    <span className="text-soft">
      <Time at={message.createdAt} />
    </span>
  </span>
);
