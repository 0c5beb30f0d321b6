import { Injectable } from '@nestjs/common';
import type { Delivery, Tx } from '@orderwire/platform';
import type { MessageDraft } from './messages/message.js';
import { QueueMessagesUseCase } from './messages/queue-messages.use-case.js';
import { QueueDeliveriesUseCase } from './webhooks/queue-deliveries.use-case.js';

/** Queues all that an event asks for, in the transaction of the inbox: messages, and webhooks. */
@Injectable()
export class NotifyUseCase {
  constructor(
    private readonly queueMessages: QueueMessagesUseCase,
    private readonly queueDeliveries: QueueDeliveriesUseCase,
  ) {}

  /** `drafts`: the messages for each event. */
  async execute<Payload extends object>(
    tx: Tx,
    deliveries: readonly Delivery<Payload>[],
    drafts: (delivery: Delivery<Payload>) => readonly MessageDraft[] = () => [],
  ): Promise<void> {
    await this.queueMessages.execute(tx, deliveries.flatMap(drafts));
    await this.queueDeliveries.execute(tx, deliveries);
  }
}
