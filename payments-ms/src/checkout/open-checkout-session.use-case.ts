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
    return this.send(
      {
        orderId,
        attempt,
        status: 'opening',
        stripeId: null,
        url: null,
        settledAt: null,
        idempotencyKey: idempotencyKeyOf(draft),
        keyedAt: new Date(),
        expiresAt: new Date(draft.expiresAt * 1_000),
        draft,
      },
      false,
    );
  }

  /**
   * Sends the request under the stored idempotency key, which returns the same session again. A key
   * that Stripe may have deleted, or that repeats an old failure, is not used again: the session is
   * searched for, and created under a new key when there is none. An attempt that Stripe refuses
   * ends as rejected; an attempt of a refused account stays opening. An attempt whose end is long
   * past ends as expired without a request.
   */
  async resume(session: OpeningSession): Promise<CheckoutSession> {
    if (isAbandoned(session.expiresAt, new Date())) {
      await this.sessions.end(session, 'expired', null);
      throw PaymentRejected({ stripe: { code: 'session_expired' } });
    }
    return this.send(session, true);
  }

  /** `mayExist`: an earlier response may have been lost. */
  private async send(session: OpeningSession, mayExist: boolean): Promise<CheckoutSession> {
    try {
      if (isKeyExpired(session.keyedAt, new Date())) return await this.findOrCreate(session);
      return await this.checkout.create(session.draft, session.idempotencyKey).catch((error: unknown) => {
        if (error instanceof IdempotencyKeyExhausted || error instanceof AccountRefused)
          return this.findOrCreate(session);
        throw error;
      });
    } catch (error) {
      if (!PaymentRejected.matches(error)) throw toFault(error);
      // A session without the optional data that Stripe refused has another key.
      const found = mayExist ? await this.find(session) : null;
      if (found) return found;
      await this.sessions.end(session, 'rejected', null);
      throw error;
    }
  }

  private find(session: OpeningSession): Promise<CheckoutSession | null> {
    return this.checkout.find(session.orderId, session.attempt, creationWindow(session));
  }

  private async findOrCreate(session: OpeningSession): Promise<CheckoutSession> {
    return (await this.find(session)) ?? this.createAnew(session);
  }

  private async createAnew(session: OpeningSession): Promise<CheckoutSession> {
    const key = newIdempotencyKey(idempotencyKeyOf(session));
    if (!(await this.sessions.rekey(session, key))) throw PaymentsUnavailable({ retryAfterMs: 500 });
    return this.checkout.create(session.draft, key);
  }
}
