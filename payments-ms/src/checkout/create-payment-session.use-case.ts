import { Injectable } from '@nestjs/common';
import {
  AlreadyPaid,
  AttemptSuperseded,
  type CreatePaymentSessionRequest,
  PaymentInProgress,
  PaymentRejected,
  type PaymentSessionView,
  PaymentsUnavailable,
} from '@orderwire/contracts';
import type { Logger } from '@orderwire/platform';
import { circuitOpen, newIdempotencyKey } from '../stripe/stripe.client.js';
import {
  type CheckoutSession,
  paymentState,
  draftSession,
  idempotencyKeyOf,
  omittedFrom,
  type ReturnUrls,
  type SessionDraft,
} from './checkout-session.js';
import { CheckoutGateway } from './checkout.gateway.js';
import { CloseSessionUseCase } from './close-session.use-case.js';
import { OpenCheckoutSessionUseCase, type OpeningSession } from './open-checkout-session.use-case.js';
import { RecordSessionStateUseCase } from './record-session-state.use-case.js';
import { RepublishPaymentUseCase } from './republish-payment.use-case.js';
import { isUnsettled, SessionRepository, type StoredSession } from './session.repository.js';

/** How often a request starts over after it lost a race with a concurrent one. */
const MAX_ROUNDS = 4;

const OMITTED = 'optional data of a payment session was left out: Stripe would not accept it';

/** Opens the payment session of an order's attempt: one session, however often it is requested. */
@Injectable()
export class CreatePaymentSessionUseCase {
  constructor(
    private readonly urls: ReturnUrls,
    private readonly checkout: CheckoutGateway,
    private readonly sessions: SessionRepository,
    private readonly open: OpenCheckoutSessionUseCase,
    private readonly close: CloseSessionUseCase,
    private readonly recordState: RecordSessionStateUseCase,
    private readonly republish: RepublishPaymentUseCase,
    private readonly log: Logger,
  ) {}

  /** While Stripe fails nothing is stored or closed; the same attempt still returns its open session. */
  async execute(request: CreatePaymentSessionRequest): Promise<PaymentSessionView> {
    const draft = draftSession(request, this.urls);
    const { waitMs } = this.checkout;
    if (waitMs > 0) return this.findOpened(draft, waitMs);
    const omitted = omittedFrom(request, draft);
    if (omitted.length > 0) this.log.info({ orderId: draft.orderId, omitted }, OMITTED);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (await this.sessions.create(draft)) return this.finish(draft, await this.open.execute(draft));
      const view = await this.resume(draft);
      if (view) return view;
    }
    throw PaymentsUnavailable({ retryAfterMs: 500 });
  }

  private async findOpened(draft: SessionDraft, waitMs: number): Promise<PaymentSessionView> {
    const rows = await this.sessions.ofOrder(draft.orderId);
    const same = rows.find(({ attempt }) => attempt === draft.attempt);
    const isStored = same && same.status !== 'opening' && same.status !== 'rejected';
    const view = isStored ? await this.resumeAttempt(same, draft) : undefined;
    if (!view) throw circuitOpen(waitMs);
    return view;
  }

  /** Continues from the stored rows. Returns undefined when nothing blocks the attempt any more. */
  private async resume(draft: SessionDraft): Promise<PaymentSessionView | undefined> {
    const { orderId, attempt } = draft;
    const rows = await this.sessions.ofOrder(orderId);
    if (rows.some((row) => row.attempt > attempt)) throw AttemptSuperseded({ orderId, attempt });
    const same = rows.find((row) => row.attempt === attempt);
    if (same) return this.resumeAttempt(same, draft);
    const live = rows.find(isUnsettled);
    if (live) await this.close.execute(live, 'superseded');
    if (rows.some(({ status }) => status === 'complete')) return this.alreadyPaid(orderId);
    return undefined;
  }

  /** The same attempt returns the same session for as long as it can be paid. */
  private async resumeAttempt(
    row: StoredSession,
    draft: SessionDraft,
  ): Promise<PaymentSessionView | undefined> {
    const { orderId, attempt, stripeId, url, expiresAt } = row;
    switch (row.status) {
      case 'open': {
        const { successUrl, cancelUrl } = draft;
        return {
          id: stripeId ?? '',
          url: url ?? '',
          successUrl,
          cancelUrl,
          expiresAt: expiresAt.toISOString(),
        };
      }
      case 'opening':
        return this.resumeOpening(row as OpeningSession, draft);
      case 'rejected':
        return this.reopen(draft);
      case 'complete':
        if (isUnsettled(row)) await this.close.execute(row, 'superseded');
        return this.alreadyPaid(orderId);
      case 'superseded':
        throw AttemptSuperseded({ orderId, attempt });
      case 'expired':
      case 'failed':
        throw sessionEnded(row.status);
    }
  }

  /** The caller may have missed the payment event: it is published again. */
  private async alreadyPaid(orderId: string): Promise<never> {
    await this.republish.execute(orderId);
    throw AlreadyPaid({ orderId });
  }

  private async resumeOpening(
    row: OpeningSession,
    draft: SessionDraft,
  ): Promise<PaymentSessionView | undefined> {
    try {
      return await this.finish(row.draft, await this.open.resume(row));
    } catch (error) {
      // Stripe refused the stored request, such as an expiry in the past. The new one may differ.
      if (PaymentRejected.matches(error) && JSON.stringify(row.draft) !== JSON.stringify(draft))
        return this.reopen(draft);
      throw error;
    }
  }

  private async reopen(draft: SessionDraft): Promise<PaymentSessionView | undefined> {
    if (!(await this.sessions.reopen(draft, newIdempotencyKey(idempotencyKeyOf(draft))))) return undefined;
    const rows = await this.sessions.ofOrder(draft.orderId);
    const row = rows.find(({ attempt, status }) => attempt === draft.attempt && status === 'opening');
    return row && this.finish(draft, await this.open.resume(row as OpeningSession));
  }

  /** Stores Stripe's response, unless the session was closed or settled in the meantime. */
  private async finish(draft: SessionDraft, session: CheckoutSession): Promise<PaymentSessionView> {
    const { orderId, attempt } = draft;
    const state = paymentState(session);
    if (state === 'paid' || state === 'processing') await this.recordState.execute(draft, session);
    if (state !== 'open') {
      const ended = state === 'expired' || state === 'failed';
      await this.sessions.end(draft, ended ? state : 'complete', session.id);
      if (ended) throw sessionEnded(state);
      throw state === 'paid' ? AlreadyPaid({ orderId }) : PaymentInProgress({ orderId });
    }
    const { id, url, successUrl, cancelUrl, expiresAt } = session;
    const view = { id, url: url ?? '', successUrl, cancelUrl, expiresAt: expiresAt.toISOString() };
    if (await this.sessions.opened(draft, session)) return view;
    const row = (await this.sessions.ofOrder(orderId)).find((one) => one.attempt === attempt);
    if (row?.status === 'superseded') throw AttemptSuperseded({ orderId, attempt });
    if (row?.status === 'complete') {
      if (isUnsettled(row)) await this.close.execute(row, 'superseded');
      throw AlreadyPaid({ orderId });
    }
    if (row?.status === 'expired' || row?.status === 'failed') throw sessionEnded(row.status);
    return view;
  }
}

const sessionEnded = (status: string) =>
  PaymentRejected({
    stripe: { code: `session_${status}`, message: 'This attempt has ended. Request the next one.' },
  });
