import type { MessageStatus, MessageView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { formatDateTime } from '../../../i18n/format';
import { Button } from '../../../ui/button';
import { Badge, type Tone } from '../../../ui/states';
import { m } from '../../messages';
import { problemText } from '../../shell/problem-notice';
import { messagesQuery } from './order-queries';
import { QueryPanel } from './query-panel';
import { useOrderAction } from './use-order-action';

const tones: Readonly<Record<MessageStatus, Tone>> = {
  queued: 'info',
  sent: 'good',
  failed: 'bad',
  skipped: 'neutral',
};

/** E-mails and other messages about the order. */
export function MailsPanel({ orderId }: { orderId: string }) {
  const t = m.order.mails;
  const query = useQuery(messagesQuery(orderId));
  return (
    <QueryPanel title={t.title} query={query}>
      {({ data }) =>
        data.length === 0 ? (
          <p className="text-sm text-soft">{t.empty}</p>
        ) : (
          <ul className="flex flex-col gap-3 text-sm">
            {data.map((message) => (
              <Mail key={message.id} orderId={orderId} message={message} />
            ))}
          </ul>
        )
      }
    </QueryPanel>
  );
}

function Mail({ orderId, message }: { orderId: string; message: MessageView }) {
  const t = m.order.mails;
  const resend = useOrderAction(orderId, {
    act: () => api.post(`/notifications/messages/${message.id}/resend`),
    done: t.resent,
  });
  const { status, attempts, dueAt, sentAt, lastError } = message;
  return (
    <li className="flex flex-wrap items-start justify-between gap-2">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{t.kinds[message.kind] ?? message.kind}</span>
          <Badge tone={tones[status]}>{t.statuses[status]}</Badge>
        </p>
        <p className="break-words text-soft">
          {[
            message.recipient,
            sentAt ? formatDateTime(sentAt) : dueAt && t.due(formatDateTime(dueAt)),
            attempts > 1 && t.attempts(attempts),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {lastError && status !== 'sent' && <p className="break-words text-soft">{lastError}</p>}
        {resend.isError && (
          <p role="alert" className="text-bad">
            {problemText(resend.error)}
          </p>
        )}
      </div>
      {status !== 'queued' && (
        <Button
          size="small"
          busy={resend.isPending}
          aria-label={`${t.resend}: ${t.kinds[message.kind] ?? message.kind}`}
          onClick={() => resend.mutate()}
        >
          {t.resend}
        </Button>
      )}
    </li>
  );
}
