import { Injectable } from '@nestjs/common';
import { ProcessStripeEventsUseCase } from '../webhooks/process-stripe-events.use-case.js';
import { syntheticEvent } from '../webhooks/stripe-event.js';
import { StripeEventRepository } from '../webhooks/stripe-event.repository.js';
import type { CheckoutSession } from './checkout-session.js';

/**
 * Records a capture that was found at Stripe before its webhook arrived. It stores a synthetic
 * event (`sync_cs_…`), which is processed like Stripe's own. The second of the two changes nothing.
 */
@Injectable()
export class RecordCaptureUseCase {
  constructor(
    private readonly events: StripeEventRepository,
    private readonly process: ProcessStripeEventsUseCase,
    private readonly livemode: boolean,
  ) {}

  /**
   * Commits the event. Call it before ending the session's row: an ended row is not checked again.
   */
  async execute(
    { orderId, attempt }: { orderId: string; attempt: number },
    session: CheckoutSession,
  ): Promise<void> {
    const event = syntheticEvent({
      id: `sync_${session.id}`,
      type: 'checkout.session.completed',
      objectId: session.id,
      livemode: this.livemode,
      orderId,
      attempt,
    });
    if (await this.events.store(event, undefined)) this.process.wake();
  }
}
