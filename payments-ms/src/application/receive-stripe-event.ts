import { Injectable } from '@nestjs/common';
import { BadSignature, ignoredBecause, type IncomingEvent, readEvent } from '../domain/stripe-event.js';
import { StripeEventRepository } from '../outbound/stripe-event.repository.js';
import { WebhookVerifier } from '../outbound/webhook-verifier.js';
import { ProcessStripeEvents } from './process-stripe-events.js';

/** Takes in what Stripe posts: verified and committed before it returns, and nothing else, so that Stripe is answered at once. */
@Injectable()
export class ReceiveStripeEvent {
  constructor(
    private readonly verifier: WebhookVerifier,
    private readonly events: StripeEventRepository,
    private readonly worker: ProcessStripeEvents,
    private readonly live: boolean,
  ) {}

  /** Throws {@link BadSignature} when the body is not Stripe's, and the database's error when it could not be stored. */
  async execute(body: Buffer, signature: string | undefined): Promise<void> {
    const event = this.read(body, signature);
    const outcome = ignoredBecause(event, this.live);
    const fresh = await this.store(event, outcome);
    if (fresh && !outcome) this.worker.nudge();
  }

  /** True when the event is new. */
  protected store(event: IncomingEvent, outcome: string | undefined): Promise<boolean> {
    return this.events.store(event, outcome);
  }

  private read(body: Buffer, signature: string | undefined): IncomingEvent {
    const { event, payload } = this.verifier.verify(body, signature);
    const incoming = readEvent(event, payload);
    if (!incoming) throw new BadSignature('The body is signed but is not a Stripe event.');
    return incoming;
  }
}
