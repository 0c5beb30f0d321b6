import { Injectable } from '@nestjs/common';
import { AlreadyPaid, PaymentRejected, PaymentsUnavailable } from '@orderwire/contracts';
import { judge } from '../domain/checkout-session.js';
import { SessionRepository, type StoredSession } from '../outbound/session.repository.js';
import { StripeGateway } from '../outbound/stripe.gateway.js';
import { NoteCapture } from './note-capture.js';
import { OpenAtStripe, type OpeningSession } from './open-at-stripe.js';

/** Makes sure at Stripe that a session cannot be paid any more. */
@Injectable()
export class CloseSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly stripe: StripeGateway,
    private readonly opener: OpenAtStripe,
    private readonly capture: NoteCapture,
  ) {}

  /**
   * True when the session was live and is not any more. Throws payments.already_paid when its money is captured or on
   * its way. A session whose opening was cut off is opened to the end first: only then is there something to close.
   */
  async execute(row: StoredSession, as: 'expired' | 'superseded'): Promise<boolean> {
    const { orderId } = row;
    if (as === 'superseded') await this.sessions.replacing(row);
    const stripeId = row.stripeId ?? (await this.idOf(row as OpeningSession));
    if (!stripeId) return false;
    const closed = await this.stripe.expire(stripeId);
    const verdict = closed ? judge(closed) : 'expired';
    if (closed && verdict === 'paid') await this.capture.execute(row, closed);
    if (verdict === 'paid' || verdict === 'processing') {
      await this.sessions.end(row, 'complete', stripeId);
      throw AlreadyPaid({ orderId });
    }
    if (verdict === 'open') throw PaymentsUnavailable({ retryAfterMs: 500 });
    // Its webhook may have been settled before this: the session was live and is not any more all the same.
    await this.sessions.end(row, verdict === 'failed' ? 'failed' : as, stripeId);
    return true;
  }

  private async idOf(row: OpeningSession): Promise<string | undefined> {
    try {
      return (await this.opener.resume(row)).id;
    } catch (error) {
      if (PaymentRejected.matches(error)) return undefined;
      throw error;
    }
  }
}
