import { Injectable } from '@nestjs/common';
import {
  AlreadyPaid,
  AttemptSuperseded,
  type CreatePaymentSessionRequest,
  PaymentRejected,
  type PaymentSessionView,
  PaymentsUnavailable,
} from '@orderwire/contracts';
import { type CheckoutSession, judge } from '../domain/checkout-session.js';
import { draftSession, type ReturnUrls, type SessionDraft } from '../domain/session-draft.js';
import { SessionRepository, type StoredSession } from '../outbound/session.repository.js';
import { AnnounceAgain } from './announce-again.js';
import { CloseSession } from './close-session.js';
import { NoteCapture } from './note-capture.js';
import { freshKey, OpenAtStripe, type OpeningSession } from './open-at-stripe.js';

/** How often a request that others race with begins anew. */
const ROUNDS = 4;

/** Opens the Checkout session of an order's attempt: once, however often and by whomever it is asked. */
@Injectable()
export class CreatePaymentSession {
  constructor(
    private readonly urls: ReturnUrls,
    private readonly sessions: SessionRepository,
    private readonly opener: OpenAtStripe,
    private readonly close: CloseSession,
    private readonly capture: NoteCapture,
    private readonly announceAgain: AnnounceAgain,
  ) {}

  async execute(request: CreatePaymentSessionRequest): Promise<PaymentSessionView> {
    const draft = draftSession(request, this.urls);
    for (let round = 0; round < ROUNDS; round++) {
      if (await this.sessions.begin(draft)) return this.finish(draft, await this.opener.first(draft));
      const view = await this.resume(draft);
      if (view) return view;
    }
    throw PaymentsUnavailable({ retryAfterMs: 500 });
  }

  /** Goes on from what is stored; undefined when the way is free now and the attempt may begin. */
  private async resume(draft: SessionDraft): Promise<PaymentSessionView | undefined> {
    const { orderId, attempt } = draft;
    const rows = await this.sessions.ofOrder(orderId);
    if (rows.some((row) => row.attempt > attempt)) throw AttemptSuperseded({ orderId, attempt });
    const same = rows.find((row) => row.attempt === attempt);
    if (same) return this.again(same, draft);
    if (rows.some(({ status }) => status === 'complete')) return this.alreadyPaid(orderId);
    const live = rows.find(({ status }) => status === 'opening' || status === 'open');
    if (live) await this.close.execute(live, 'superseded');
    return undefined;
  }

  /** The same attempt once more gives the same session, as long as it can be paid. */
  private async again(row: StoredSession, draft: SessionDraft): Promise<PaymentSessionView | undefined> {
    const { orderId, attempt, stripeId, url, expiresAt } = row;
    switch (row.status) {
      case 'open':
        return { id: stripeId ?? '', url: url ?? '', ...this.urls, expiresAt: expiresAt.toISOString() };
      case 'opening':
        return this.openAgain(row as OpeningSession, draft);
      case 'rejected':
        return this.revive(draft);
      case 'complete':
        return this.alreadyPaid(orderId);
      case 'superseded':
        throw AttemptSuperseded({ orderId, attempt });
      case 'expired':
      case 'failed':
        throw sessionOver(row.status);
    }
  }

  /** Who asks for a link to a paid order may not have heard of the payment. */
  private async alreadyPaid(orderId: string): Promise<never> {
    await this.announceAgain.execute(orderId);
    throw AlreadyPaid({ orderId });
  }

  private async openAgain(row: OpeningSession, draft: SessionDraft): Promise<PaymentSessionView | undefined> {
    try {
      return await this.finish(row.draft, await this.opener.resume(row));
    } catch (error) {
      // What was stored is refused (its time may be over): what is asked now may be accepted.
      if (PaymentRejected.matches(error) && JSON.stringify(row.draft) !== JSON.stringify(draft))
        return this.revive(draft);
      throw error;
    }
  }

  private async revive(draft: SessionDraft): Promise<PaymentSessionView | undefined> {
    if (!(await this.sessions.revive(draft, freshKey(draft)))) return undefined;
    const rows = await this.sessions.ofOrder(draft.orderId);
    const row = rows.find(({ attempt, status }) => attempt === draft.attempt && status === 'opening');
    return row && this.finish(draft, await this.opener.resume(row as OpeningSession));
  }

  /** Stores Stripe's answer. Whoever closed or settled the session meanwhile has the last word. */
  private async finish(draft: SessionDraft, session: CheckoutSession): Promise<PaymentSessionView> {
    const { orderId, attempt } = draft;
    const verdict = judge(session);
    if (verdict === 'paid') await this.capture.execute(draft, session);
    if (verdict !== 'open') {
      const over = verdict === 'expired' || verdict === 'failed';
      await this.sessions.end(draft, over ? verdict : 'complete', session.id);
      throw over ? sessionOver(verdict) : AlreadyPaid({ orderId });
    }
    const { id, url, successUrl, cancelUrl, expiresAt } = session;
    const view = { id, url: url ?? '', successUrl, cancelUrl, expiresAt: expiresAt.toISOString() };
    if (await this.sessions.opened(draft, session)) return view;
    const rows = await this.sessions.ofOrder(orderId);
    const status = rows.find((row) => row.attempt === attempt)?.status;
    if (status === 'superseded') throw AttemptSuperseded({ orderId, attempt });
    if (status === 'complete') throw AlreadyPaid({ orderId });
    if (status === 'expired' || status === 'failed') throw sessionOver(status);
    return view;
  }
}

const sessionOver = (status: string) =>
  PaymentRejected({
    stripe: { code: `session_${status}`, message: 'This attempt is over; ask for the next.' },
  });
