import { Injectable } from '@nestjs/common';
import type { CheckoutSession } from '../domain/checkout-session.js';
import { StripeEventRepository } from '../outbound/stripe-event.repository.js';
import { ProcessStripeEvents } from './process-stripe-events.js';

/**
 * Money that we learn of by looking, its webhook being late or lost: kept as an event of our own (`look_cs_…`), so that
 * the worker settles it the way it settles all others. Whichever of the two comes second changes nothing.
 */
@Injectable()
export class NoteCapture {
  constructor(
    private readonly events: StripeEventRepository,
    private readonly worker: ProcessStripeEvents,
    private readonly live: boolean,
  ) {}

  /** Returns once the event is committed. Call it before the session's row ends: an ended row is never looked at again. */
  async execute(
    { orderId, attempt }: { orderId: string; attempt: number },
    session: CheckoutSession,
  ): Promise<void> {
    const event = {
      id: `look_${session.id}`,
      type: 'checkout.session.completed',
      objectId: session.id,
      apiVersion: null,
      livemode: this.live,
      account: null,
      orderId,
      attempt,
      paymentId: null,
      payload: '{}',
    };
    if (await this.events.store(event, undefined)) this.worker.nudge();
  }
}
