import { Injectable } from '@nestjs/common';
import { PaymentRejected, PaymentsUnavailable } from '@orderwire/contracts';
import {
  AccountRefused,
  IdempotencyKeyExhausted,
  newIdempotencyKey,
  toFault,
} from '../stripe/stripe.client.js';
import {
  type CheckoutSession,
  creationWindow,
  idempotencyKeyOf,
  isAbandoned,
  isKeyExpired,
  type SessionDraft,
} from './checkout-session.js';
import { CheckoutGateway } from './checkout.gateway.js';
import { SessionRepository, type StoredSession } from './session.repository.js';

/** An attempt that is stored, while Stripe's response to it is not. */
export type OpeningSession = StoredSession & { draft: SessionDraft };

/** Creates the Checkout Session of an opening attempt exactly once. */
@Injectable()
export class OpenCheckoutSessionUseCase {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly checkout: CheckoutGateway,
  ) {}

  /** Opens an attempt that was stored just now. */
  async execute(draft: SessionDraft): Promise<CheckoutSession> {
    const { orderId, attempt } = draft;
    return this.resume({
      orderId,
      attempt,
      status: 'opening',
      stripeId: null,
      url: null,
      idempotencyKey: idempotencyKeyOf(draft),
      keyedAt: new Date(),
      expiresAt: new Date(draft.expiresAt * 1_000),
      draft,
    });
  }

  /**
   * Sends the request under the stored idempotency key, which returns the same session again. A key
   * that Stripe may have deleted, or that repeats an old failure, is not used again: the session is
   * searched for, and created under a new key when there is none. An attempt that Stripe refuses
   * ends as rejected; an attempt of a refused account stays opening. An attempt whose end is long past ends as expired without a request.
   */
  async resume(session: OpeningSession): Promise<CheckoutSession> {
    if (isAbandoned(session.expiresAt, new Date())) {
      await this.sessions.end(session, 'expired', null);
      throw PaymentRejected({ stripe: { code: 'session_expired' } });
    }
    try {
      if (isKeyExpired(session.keyedAt, new Date())) return await this.findOrCreate(session);
      return await this.checkout.create(session.draft, session.idempotencyKey).catch((error: unknown) => {
        if (error instanceof IdempotencyKeyExhausted) return this.findOrCreate(session);
        // The key stands for a refusal: it created no session, and never will.
        if (error instanceof AccountRefused) return this.createAnew(session);
        throw error;
      });
    } catch (error) {
      if (PaymentRejected.matches(error)) await this.sessions.end(session, 'rejected', null);
      throw toFault(error);
    }
  }

  private async findOrCreate(session: OpeningSession): Promise<CheckoutSession> {
    const found = await this.checkout.find(session.orderId, session.attempt, creationWindow(session));
    return found ?? this.createAnew(session);
  }

  private async createAnew(session: OpeningSession): Promise<CheckoutSession> {
    const key = newIdempotencyKey(idempotencyKeyOf(session));
    if (!(await this.sessions.rekey(session, key))) throw PaymentsUnavailable({ retryAfterMs: 500 });
    return this.checkout.create(session.draft, key);
  }
}
