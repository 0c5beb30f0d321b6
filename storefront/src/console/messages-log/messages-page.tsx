import type { MessageView } from '@orderwire/contracts';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import { m } from '../messages';
import { type FilterField, optionsOf } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { byId, listSource } from '../parts/list-source';
import { MessageCard, messageColumns } from './message-columns';
import { MessageDialog } from './message-dialog';
import { messagesSearch, type MessagesSearch } from './messages-search';

const t = m.messagesLog;

const filters: readonly FilterField<MessagesSearch>[] = [
  { name: 'recipient', label: t.filters.recipient, inline: true },
  { name: 'status', label: t.filters.status, options: optionsOf(t.statuses), inline: true },
  { name: 'kind', label: t.filters.kind, options: optionsOf(t.kinds) },
  { name: 'orderId', label: t.filters.orderId },
  { name: 'accountId', label: t.filters.accountId },
];

export function MessagesPage() {
  const [shown, show] = useState<MessageView>();
  return (
    <ListPage<MessageView, MessagesSearch>
      title={t.title}
      validate={messagesSearch}
      filters={filters}
      source={(search) => listSource<MessageView>('messages', '/notifications/messages', search, byId)}
      columns={messageColumns}
      onOpen={show}
      card={{ height: 104, render: (message) => <MessageCard message={message} /> }}
      empty={{ icon: Mail, title: t.empty, lead: t.emptyLead }}
    >
      <MessageDialog message={shown} close={() => show(undefined)} />
    </ListPage>
  );
}
