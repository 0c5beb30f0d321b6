import { Injectable } from '@nestjs/common';
import { ProcessStripeEventsUseCase } from '../webhooks/process-stripe-events.use-case.js';
import { syntheticEvent } from '../webhooks/stripe-event.js';
import { StripeEventRepository } from '../webhooks/stripe-event.repository.js';
import { type CheckoutSession, paymentState } from './checkout-session.js';

/**
 * Records a payment, a delayed payment or its failure that was found at Stripe before its webhook
 * arrived. It stores a synthetic event (`sync_cs_…`), which is processed like Stripe's own. The
 * second of the two changes nothing.
 */
@Injectable()
export class RecordSessionStateUseCase {
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
    const state = paymentState(session);
    const event = syntheticEvent({
      id: state === 'paid' ? `sync_${session.id}` : `sync_${session.id}_${state}`,
      type: 'checkout.session.completed',
      objectId: session.id,
      livemode: this.livemode,
      orderId,
      attempt,
    });
    if (await this.events.store(event, undefined)) this.process.wake();
  }
}
