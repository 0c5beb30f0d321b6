import { Injectable } from '@nestjs/common';
import { PaymentRejected, PaymentsUnavailable } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { CheckoutSession } from '../domain/checkout-session.js';
import {
  idempotencyKeyOf,
  isForgotten,
  isLongOver,
  madeBetween,
  type SessionDraft,
} from '../domain/session-draft.js';
import { SessionRepository, type StoredSession } from '../outbound/session.repository.js';
import { KeySpent } from '../outbound/stripe.calls.js';
import { StripeGateway } from '../outbound/stripe.gateway.js';

/** An attempt that is stored and whose answer from Stripe is not. */
export type OpeningSession = StoredSession & { draft: SessionDraft };

/** Brings an opening attempt's session into being at Stripe exactly once, whoever asks and how often. */
@Injectable()
export class OpenAtStripe {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly stripe: StripeGateway,
  ) {}

  /** The first call for an attempt that was stored just now. */
  async first(draft: SessionDraft): Promise<CheckoutSession> {
    const { orderId, attempt, expiresAt } = draft;
    const row = { status: 'opening' as const, stripeId: null, url: null, keyedAt: new Date() };
    const idempotencyKey = idempotencyKeyOf(draft);
    const expires = new Date(expiresAt * 1_000);
    return this.resume({ ...row, orderId, attempt, idempotencyKey, expiresAt: expires, draft });
  }

  /**
   * Asks Stripe under the stored key, which gives the same session again. A key that Stripe may have forgotten, or that
   * only repeats an old failure, is not asked again: the session is looked up, and made under a new key if there is none.
   * When Stripe refuses the request, the attempt ends as rejected; when its time is long past, as expired and unasked.
   */
  async resume(row: OpeningSession): Promise<CheckoutSession> {
    if (isLongOver(row.expiresAt, new Date())) {
      await this.sessions.end(row, 'expired', null);
      throw PaymentRejected({ stripe: { code: 'session_expired' } });
    }
    try {
      if (isForgotten(row.keyedAt, new Date())) return await this.lookUp(row);
      return await this.stripe.create(row.draft, row.idempotencyKey).catch((error: unknown) => {
        if (error instanceof KeySpent) return this.lookUp(row);
        throw error;
      });
    } catch (error) {
      if (PaymentRejected.matches(error)) await this.sessions.end(row, 'rejected', null);
      throw error;
    }
  }

  private async lookUp(row: OpeningSession): Promise<CheckoutSession> {
    const found = await this.stripe.find(row.orderId, row.attempt, madeBetween(row));
    if (found) return found;
    const fresh = freshKey(row);
    if (!(await this.sessions.rekey(row, fresh))) throw PaymentsUnavailable({ retryAfterMs: 500 });
    return this.stripe.create(row.draft, fresh);
  }
}

/** A key for an attempt whose first key is used up. */
export const freshKey = (attempt: Pick<SessionDraft, 'orderId' | 'attempt'>): string =>
  `${idempotencyKeyOf(attempt)}:${uuidv7()}`;
