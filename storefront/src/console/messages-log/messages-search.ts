import type { MessageStatus } from '@orderwire/contracts';
import { oneOf, searchParams, text } from '../table/filters/search-params';

const statuses = ['queued', 'sent', 'failed', 'skipped'] as const satisfies readonly MessageStatus[];

/** The filters of the delivery log, by the names of the API. */
export const messagesSearch = searchParams({
  status: oneOf(statuses),
  kind: text(100),
  recipient: text(320),
  orderId: text(36),
  accountId: text(36),
});

export type MessagesSearch = ReturnType<typeof messagesSearch>;
