import { Injectable } from '@nestjs/common';
import { ProcessStripeEventsUseCase } from './process-stripe-events.use-case.js';
import { ignoreReason, InvalidSignature, parseStripeEvent, UnusableEvent } from './stripe-event.js';
import type { StripeEventRepository } from './stripe-event.repository.js';
import { WebhookVerifier } from './webhook-verifier.gateway.js';

/** `failed`: not stored, Stripe sends it again; `invalid_signature`: not from Stripe; `unusable`: no event of Stripe. */
export type WebhookOutcome = 'stored' | 'duplicate' | 'invalid_signature' | 'unusable' | 'failed';

/** Verifies and commits a webhook request. All processing happens after the response to Stripe. */
@Injectable()
export class ReceiveStripeEventUseCase {
  private received: (outcome: WebhookOutcome, ageSeconds?: number) => void = () => undefined;

  constructor(
    private readonly verifier: WebhookVerifier,
    private readonly events: Pick<StripeEventRepository, 'store'>,
    private readonly process: ProcessStripeEventsUseCase,
    private readonly livemode: boolean,
    private readonly shop: () => Promise<string>,
  ) {}

  /** Throws InvalidSignature, {@link UnusableEvent}, or the database's error when the event is not stored. */
  async execute(body: Buffer, signature: string | undefined): Promise<void> {
    try {
      await this.receive(body, signature);
    } catch (error) {
      this.received(failureOf(error));
      throw error;
    }
  }

  /** Calls back after each request, for a stored event with the time since Stripe created it. */
  onReceived(listener: (outcome: WebhookOutcome, ageSeconds?: number) => void): void {
    this.received = listener;
  }

  private async receive(body: Buffer, signature: string | undefined): Promise<void> {
    const { event, payload } = this.verifier.verify(body, signature);
    const incoming = parseStripeEvent(event, payload);
    if (!incoming) throw new UnusableEvent('The body is signed but is not a Stripe event.');
    const outcome = ignoreReason(incoming, this.livemode, await this.shop());
    const stored = await this.events.store(incoming, outcome);
    if (stored && !outcome) this.process.wake();
    this.received(stored ? 'stored' : 'duplicate', ageOf(event));
  }
}

function failureOf(error: unknown): WebhookOutcome {
  if (error instanceof InvalidSignature) return 'invalid_signature';
  return error instanceof UnusableEvent ? 'unusable' : 'failed';
}

/** Seconds since Stripe created the event, by its clock in whole seconds; undefined where it does not say. */
function ageOf(event: unknown): number | undefined {
  const { created } = Object(event) as { created?: unknown };
  return typeof created === 'number' ? Math.max(0, Date.now() / 1_000 - created) : undefined;
}
