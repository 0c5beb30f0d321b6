import { IsText } from '../../rules.js';
import { perOwner } from '../owners.js';
import { ConsumerView } from './consumer-view.js';
import { ConsumerNotFound } from './faults.js';

export class ResumeConsumerRequest {
  /** Durable name. */
  @IsText(200, 1)
  consumer!: string;
}

export const ResumeConsumer = perOwner('resume_consumer', {
  description: 'Ends the pause of a consumer. One that is not paused stays as it is.',
  access: 'admin',
  request: ResumeConsumerRequest,
  reply: ConsumerView,
  faults: [ConsumerNotFound],
  audited: ['consumer'],
  example: { consumer: 'orders_ms_settle_order' },
});
