import { Injectable } from '@nestjs/common';
import { type Gauge, Metrics, oncePerScrape } from '@orderwire/platform';
import { MessageRepository } from './message.repository.js';

/** How far the sender runs behind. */
@Injectable()
export class MessagesMetrics {
  constructor(metrics: Metrics, messages: MessageRepository) {
    const backlog = oncePerScrape(() => messages.backlog());
    const gauge = (name: string, help: string, field: 'waiting' | 'failed' | 'oldestSeconds') => {
      const registered: Gauge = metrics.gauge({
        name,
        help,
        collect: async () => registered.set((await backlog())[field]),
      });
    };
    gauge('orderwire_notifications_messages_waiting', 'Messages that are due.', 'waiting');
    gauge(
      'orderwire_notifications_messages_failed',
      'Messages that were given up on; staff can send them again.',
      'failed',
    );
    gauge(
      'orderwire_notifications_oldest_message_age_seconds',
      'Age of the oldest message that is due.',
      'oldestSeconds',
    );
  }
}
