import { Injectable } from '@nestjs/common';
import type { ListMessagesRequest, MessagePage } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { MessageListRepository, messageView } from './message-list.repository.js';

/** Lists the delivery log for staff, newest first. */
@Injectable()
export class ListMessagesUseCase {
  constructor(private readonly messages: MessageListRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  execute(request: ListMessagesRequest): Promise<MessagePage> {
    return pageOf(request, {
      read: (after, limit) => this.messages.list(request, after, limit),
      keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      view: messageView,
    });
  }
}
