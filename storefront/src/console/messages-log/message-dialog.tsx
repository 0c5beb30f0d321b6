import type { MessageView } from '@orderwire/contracts';
import { Send } from 'lucide-react';
import { api } from '../../api/client';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { m } from '../messages';
import { Mono, OrderLink, Time, UserLink } from '../parts/cells';
import { useAction } from '../parts/use-action';
import { Facts } from '../shell/facts';
import { ProblemNotice } from '../shell/problem-notice';
import { kindName, MessageBadge } from './message-columns';

/** One message of the delivery log, and the button that sends it again. */
export function MessageDialog({ message, close }: { message: MessageView | undefined; close: () => void }) {
  return (
    <Dialog
      open={message !== undefined}
      onClose={close}
      title={message ? kindName(message.kind) : ''}
      closeLabel={m.shell.close}
      place="panel"
    >
      {message && <MessageDetails message={message} close={close} />}
    </Dialog>
  );
}

function MessageDetails({ message, close }: { message: MessageView; close: () => void }) {
  const t = m.messagesLog;
  const resend = useAction({
    run: () => api.post<MessageView>(`/notifications/messages/${message.id}/resend`),
    done: t.resent,
    refresh: ['messages'],
    onDone: close,
  });
  return (
    <div className="flex flex-col gap-5">
      {resend.isError && <ProblemNotice error={resend.error} />}
      <Facts
        entries={[
          [t.columns.status, <MessageBadge key="status" status={message.status} />],
          [t.columns.recipient, message.recipient],
          [t.columns.channel, t.channels[message.channel]],
          [t.columns.order, message.orderId && <OrderLink id={message.orderId} />],
          [t.columns.account, message.accountId && <UserLink id={message.accountId} />],
          [t.columns.created, <Time key="created" at={message.createdAt} />],
          [t.columns.sent, message.sentAt && <Time at={message.sentAt} />],
          ...(message.dueAt ? ([[t.columns.due, <Time key="due" at={message.dueAt} />]] as const) : []),
          [t.columns.attempts, message.attempts],
          ...(message.lastError ? ([[t.columns.error, message.lastError]] as const) : []),
          [t.columns.response, message.response],
          [t.columns.correlation, <Mono key="correlation">{message.correlationId}</Mono>],
        ]}
      />
      {message.status !== 'queued' && (
        <Button look="primary" busy={resend.isPending} onClick={() => resend.mutate()}>
          <Send aria-hidden className="size-4" />
          {t.resend}
        </Button>
      )}
    </div>
  );
}
