import { Injectable } from '@nestjs/common';
import { AlreadyPaid, PaymentInProgress, PaymentRejected, PaymentsUnavailable } from '@orderwire/contracts';
import { isAccountFault } from '../stripe/stripe.client.js';
import { creationWindow, paymentState } from './checkout-session.js';
import { CheckoutGateway } from './checkout.gateway.js';
import { OpenCheckoutSessionUseCase, type OpeningSession } from './open-checkout-session.use-case.js';
import { RecordSessionStateUseCase } from './record-session-state.use-case.js';
import { SessionRepository, type StoredSession } from './session.repository.js';

/** Makes sure that a payment session can no longer be paid at Stripe. */
@Injectable()
export class CloseSessionUseCase {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly checkout: CheckoutGateway,
    private readonly open: OpenCheckoutSessionUseCase,
    private readonly recordState: RecordSessionStateUseCase,
  ) {}

  /**
   * Returns true when the session was live and is closed now. Throws payments.already_paid when it
   * is paid, and payments.in_progress while a delayed payment is processed; both are recorded, as is
   * the failure of a delayed payment. An opening that was interrupted is completed first: only then
   * is its Checkout Session known and can be expired.
   */
  async execute(session: StoredSession, as: 'expired' | 'superseded'): Promise<boolean> {
    const { orderId } = session;
    if (as === 'superseded') await this.sessions.markReplacing(session);
    const stripeId = session.stripeId ?? (await this.completeOpening(session as OpeningSession, as));
    if (!stripeId) return false;
    const delayed = session.status === 'complete';
    const closed = await (delayed ? this.checkout.retrieve(stripeId) : this.checkout.expire(stripeId));
    const state = closed ? paymentState(closed) : 'expired';
    const found = state === 'paid' || state === 'processing' || (delayed && state === 'failed');
    if (closed && found) await this.recordState.execute(session, closed);
    if (state === 'paid' || state === 'processing') {
      await this.sessions.end(session, 'complete', stripeId);
      throw state === 'paid' ? AlreadyPaid({ orderId }) : PaymentInProgress({ orderId });
    }
    // A delayed payment that failed a moment ago ends with the event that was recorded.
    if (state === 'open' || delayed) throw PaymentsUnavailable({ retryAfterMs: 500 });
    // The webhook may have ended the row first. The session was live when this request came.
    await this.sessions.end(session, state === 'failed' ? 'failed' : as, stripeId);
    return true;
  }

  /**
   * Returns undefined when Stripe refuses to open the session. A refused account can create none; one
   * that was created before is searched for.
   */
  private async completeOpening(
    session: OpeningSession,
    as: 'expired' | 'superseded',
  ): Promise<string | undefined> {
    try {
      return (await this.open.resume(session)).id;
    } catch (error) {
      if (PaymentRejected.matches(error)) return undefined;
      if (!isAccountFault(error)) throw error;
      const found = await this.checkout.find(session.orderId, session.attempt, creationWindow(session));
      if (!found) await this.sessions.end(session, as, null);
      return found?.id;
    }
  }
}
