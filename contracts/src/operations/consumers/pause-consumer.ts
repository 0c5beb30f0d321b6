import { IsText, IsWholeNumber } from '../../rules.js';
import { perOwner } from '../owners.js';
import { ConsumerView } from './consumer-view.js';
import { ConsumerNotFound } from './faults.js';

/** One day: the stream keeps events for seven. */
export const MAX_PAUSE_MINUTES = 1_440;

export class PauseConsumerRequest {
  /** Durable name. */
  @IsText(200, 1)
  consumer!: string;

  /** From now on. A consumer that is paused is paused until the new time. */
  @IsWholeNumber(1, MAX_PAUSE_MINUTES)
  minutes!: number;
}

export const PauseConsumer = perOwner('pause_consumer', {
  description:
    'No events are delivered to the consumer until the time is over or it is resumed. Events that it has received are still processed.',
  access: 'admin',
  request: PauseConsumerRequest,
  reply: ConsumerView,
  faults: [ConsumerNotFound],
  audited: ['consumer', 'minutes'],
  example: { consumer: 'orders_ms_settle_order', minutes: 30 },
});
