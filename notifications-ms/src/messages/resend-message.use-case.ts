import { Injectable } from '@nestjs/common';
import { MessageNotFound, MessageQueued, type MessageView } from '@orderwire/contracts';
import { MessageListRepository, messageView } from './message-list.repository.js';
import { MessageRepository } from './message.repository.js';

/** Queues a message again that was sent, failed or skipped. */
@Injectable()
export class ResendMessageUseCase {
  constructor(
    private readonly messages: MessageRepository,
    private readonly log: MessageListRepository,
  ) {}

  /** Throws notifications.message_not_found and notifications.message_queued. */
  async execute(messageId: string): Promise<MessageView> {
    const resent = await this.messages.resend(messageId);
    const found = await this.log.find(messageId);
    if (!found) throw MessageNotFound({ messageId });
    if (!resent) throw MessageQueued({ messageId });
    return messageView(found);
  }
}
