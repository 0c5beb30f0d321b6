import { Injectable } from '@nestjs/common';
import { judge } from '../domain/checkout-session.js';
import { madeBetween } from '../domain/session-draft.js';
import type { Span } from '../domain/reconciliation.js';
import { ReconcileRepository, type UnsettledSession } from '../outbound/reconcile.repository.js';
import { StripeGateway } from '../outbound/stripe.gateway.js';
import { bounded } from './bounded.js';
import { type Look, LookAgain } from './look-again.js';
import type { ReconciliationRun } from './reconciliation-run.js';

/** Looked up at Stripe at once. */
const LOOK_UPS = 8;

type Seen = Look & UnsettledSession;

/**
 * Our sessions of any age whose end we have not heard of: what Stripe says of them is settled now. Sessions that Stripe
 * never made are closed; delayed payments that are still on their way are left alone.
 */
@Injectable()
export class ReconcileSessions {
  constructor(
    private readonly known: ReconcileRepository,
    private readonly stripe: StripeGateway,
    private readonly again: LookAgain,
  ) {}

  async execute(run: ReconciliationRun, span: Span): Promise<void> {
    for await (const page of this.known.unsettled()) {
      await run.looked(span, 'sessions', page.length);
      const coming = await this.known.waitingObjects(page.flatMap(({ stripeId }) => stripeId ?? []));
      const silent = page.filter(({ stripeId }) => !coming.has(stripeId ?? ''));
      const answers = await bounded(silent, LOOK_UPS, (session) => this.look(run, session));
      const over: Seen[] = [];
      for (const [index, answer] of answers.entries()) {
        const session = silent[index] as UnsettledSession;
        if (answer.status === 'fulfilled' && answer.value) over.push({ ...session, ...answer.value });
        if (answer.status === 'rejected') run.cannotMend('not_compared', notCompared(session, answer.reason));
      }
      await this.settle(run, over);
    }
  }

  /** What the worker is to look at; undefined when there is nothing to settle. */
  private async look(run: ReconciliationRun, session: UnsettledSession): Promise<Look | undefined> {
    const { orderId, attempt, stripeId } = session;
    const found = stripeId
      ? await this.stripe.retrieve(stripeId)
      : await this.stripe.find(orderId, attempt, madeBetween(session));
    if (!found) {
      if (stripeId)
        run.cannotMend(
          'missing_at_stripe',
          `${stripeId}: Stripe has no such session; order ${orderId} waits for it`,
        );
      else if (run.heals) await this.known.closeUnmade(session);
      return undefined;
    }
    const verdict = judge(found);
    if (verdict === 'open' || verdict === 'processing') return undefined;
    return { objectId: found.id, type: 'checkout.session.completed', orderId, attempt };
  }

  private async settle(run: ReconciliationRun, over: readonly Seen[]): Promise<void> {
    const waiting = run.heals ? await this.again.execute(run, over) : new Set();
    const settled = await this.known.settled(over);
    for (const { objectId, orderId, attempt } of over) {
      const text = `${objectId} of order ${orderId} is over at Stripe and we had not heard of it`;
      if (!run.heals || settled.has(`${orderId} ${attempt}`)) run.mended('unheard_session', text);
      else if (waiting.has(objectId)) run.mended('unheard_session', `${text}; it waits for the worker`);
      else run.cannotMend('not_settled', `${text}; looking at it again did not end it`);
    }
  }
}

const notCompared = ({ orderId, attempt, stripeId }: UnsettledSession, reason: unknown): string =>
  `${stripeId ?? `attempt ${attempt}`} of order ${orderId}: Stripe could not be asked: ${(reason as Error).message}`;
