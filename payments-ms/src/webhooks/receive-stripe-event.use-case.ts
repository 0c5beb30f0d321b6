import { Injectable } from '@nestjs/common';
import { ProcessStripeEventsUseCase } from './process-stripe-events.use-case.js';
import { ignoreReason, parseStripeEvent, UnusableEvent } from './stripe-event.js';
import type { StripeEventRepository } from './stripe-event.repository.js';
import { WebhookVerifier } from './webhook-verifier.gateway.js';

/** Verifies and commits a webhook request. All processing happens after the response to Stripe. */
@Injectable()
export class ReceiveStripeEventUseCase {
  constructor(
    private readonly verifier: WebhookVerifier,
    private readonly events: Pick<StripeEventRepository, 'store'>,
    private readonly process: ProcessStripeEventsUseCase,
    private readonly livemode: boolean,
    private readonly shop: () => Promise<string>,
  ) {}

  /** Throws InvalidSignature, {@link UnusableEvent}, or the database's error when the event is not stored. */
  async execute(body: Buffer, signature: string | undefined): Promise<void> {
    const { event, payload } = this.verifier.verify(body, signature);
    const incoming = parseStripeEvent(event, payload);
    if (!incoming) throw new UnusableEvent('The body is signed but is not a Stripe event.');
    const outcome = ignoreReason(incoming, this.livemode, await this.shop());
    const stored = await this.events.store(incoming, outcome);
    if (stored && !outcome) this.process.wake();
  }
}
