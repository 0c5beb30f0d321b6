import { Injectable } from '@nestjs/common';
import pMap from 'p-map';
import { paymentState, creationWindow } from '../../checkout/checkout-session.js';
import { CheckoutGateway } from '../../checkout/checkout.gateway.js';
import { EnqueueSyntheticEventsUseCase, type SyntheticEvent } from '../enqueue-synthetic-events.use-case.js';
import type { Span } from '../reconciliation.js';
import type { ReconciliationRun } from '../reconciliation-run.js';
import { UnsettledRepository, type UnsettledSession } from '../unsettled.repository.js';

/** Concurrent requests to Stripe. */
const CONCURRENCY = 8;

type EndedSession = SyntheticEvent & UnsettledSession;

/**
 * Settles unsettled sessions of any age that have ended at Stripe, or whose payment is delayed, and
 * closes those that Stripe never created. A delayed payment that is known stays unchanged.
 */
@Injectable()
export class ReconcileSessionsUseCase {
  constructor(
    private readonly unsettled: UnsettledRepository,
    private readonly checkout: CheckoutGateway,
    private readonly enqueue: EnqueueSyntheticEventsUseCase,
  ) {}

  async execute(run: ReconciliationRun, span: Span): Promise<void> {
    for await (const page of this.unsettled.sessions()) {
      await run.compared(span, 'sessions', page.length);
      const inProgress = await this.unsettled.unprocessedObjects(
        page.flatMap(({ stripeId }) => stripeId ?? []),
      );
      const sessions = page.filter(({ stripeId }) => !inProgress.has(stripeId ?? ''));
      const ended: EndedSession[] = [];
      const check = async (session: UnsettledSession) => {
        try {
          const event = await this.check(run, session);
          if (event) ended.push({ ...session, ...event });
        } catch (error) {
          const { orderId } = session;
          run.unresolved('not_compared', idOf(session), notCompared(session, error as Error), { orderId });
        }
      };
      await pMap(sessions, check, { concurrency: CONCURRENCY });
      await this.settle(run, ended);
    }
  }

  /** Returns the event to process; undefined if there is nothing new at Stripe. */
  private async check(
    run: ReconciliationRun,
    session: UnsettledSession,
  ): Promise<SyntheticEvent | undefined> {
    const { orderId, attempt, stripeId } = session;
    const found = stripeId
      ? await this.checkout.retrieve(stripeId)
      : await this.checkout.find(orderId, attempt, creationWindow(session));
    if (!found) {
      if (stripeId)
        run.unresolved(
          'missing_at_stripe',
          stripeId,
          `${stripeId} of order ${orderId}: Stripe has no such session`,
          { orderId },
        );
      else if (run.resolves) await this.unsettled.closeUncreated(session);
      return undefined;
    }
    const state = paymentState(found);
    if (state === 'open' || (state === 'processing' && session.delayed)) return undefined;
    return { objectId: found.id, type: 'checkout.session.completed', orderId, attempt };
  }

  private async settle(run: ReconciliationRun, ended: readonly EndedSession[]): Promise<void> {
    const waiting = run.resolves ? await this.enqueue.execute(run, ended) : new Set();
    const settled = await this.unsettled.settledSessions(ended);
    for (const { objectId, orderId, attempt } of ended) {
      const text = `${objectId} of order ${orderId} has ended at Stripe, or its payment is delayed, and was not settled`;
      if (!run.resolves || settled.has(`${orderId} ${attempt}`))
        run.resolved('unsettled_session', objectId, text);
      else if (waiting.has(objectId))
        run.resolved('unsettled_session', objectId, `${text}; waiting for the worker`);
      else
        run.unresolved('not_settled', objectId, `${text}; processing it again did not settle it`, {
          orderId,
        });
    }
  }
}

const idOf = ({ orderId, attempt, stripeId }: UnsettledSession): string =>
  stripeId ?? `${orderId}/${attempt}`;

const notCompared = ({ orderId, attempt, stripeId }: UnsettledSession, { message }: Error): string =>
  `${stripeId ?? `attempt ${attempt}`} of order ${orderId}: Stripe is unavailable: ${message}`;
