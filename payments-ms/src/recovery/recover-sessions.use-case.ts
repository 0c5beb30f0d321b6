import { AlreadyPaid, ExpirePaymentSession, isFaultOf, PaymentInProgress } from '@orderwire/contracts';
import type { Logger, Restore } from '@orderwire/platform';
import { CheckoutGateway } from '../checkout/checkout.gateway.js';
import { ExpirePaymentSessionUseCase } from '../checkout/expire-payment-session.use-case.js';
import { OrderClient } from '../checkout/order.client.js';
import { syntheticEvent } from '../webhooks/stripe-event.js';
import { StripeEventRepository } from '../webhooks/stripe-event.repository.js';
import { type OwnSession, RestoredSessionRepository } from './restored-session.repository.js';
import type { Span } from '../reconciliation/reconciliation.js';

/** Clock skew, and backups of several databases that are not of the same moment. */
const MARGIN_MS = 3_600_000;

/** What was created since the backup, and a little before. */
export const spanOf = ({ recoveredTo }: Restore): Span => ({
  from: new Date(recoveredTo.getTime() - MARGIN_MS),
  to: new Date(),
});

/** Brings payment sessions, Stripe and orders together after a restore. */
export class RecoverSessionsUseCase {
  constructor(
    private readonly sessions: RestoredSessionRepository,
    private readonly events: StripeEventRepository,
    private readonly checkout: CheckoutGateway,
    private readonly expireSession: ExpirePaymentSessionUseCase,
    private readonly orders: OrderClient,
    private readonly livemode: boolean,
    private readonly log: Logger,
  ) {}

  /**
   * After a restore of this database: stores the Checkout Sessions of this shop that were created
   * since, so that each can be expired, paid once, and is not opened a second time. Sessions that
   * have ended are processed as if Stripe had sent a webhook. Throws while Stripe is unavailable.
   */
  async importSessions(restore: Restore, signal: AbortSignal): Promise<void> {
    const newestAttempts = new Map<string, number>();
    let [imported, ended] = [0, 0];
    // Newest first.
    for await (const session of this.checkout.createdIn(spanOf(restore))) {
      signal.throwIfAborted();
      const { orderId, attempt, status } = session;
      const newest = newestAttempts.get(orderId) ?? attempt;
      newestAttempts.set(orderId, Math.max(newest, attempt));
      if (!(await this.sessions.import(session, attempt >= newest, restore.id))) continue;
      imported++;
      if (attempt < newest && status === 'open') await this.checkout.expire(session.id);
      if (status !== 'open' || attempt < newest) {
        ended++;
        await this.events.store(this.endOf(session, restore), undefined);
      }
    }
    await this.sessions.reopenEvents(spanOf(restore).from);
    this.log.info({ sessions: imported, ended }, 'stored the payment sessions since the backup');
  }

  /**
   * After a restore of the orders: expires the sessions of orders that were placed since and are
   * lost, so that they can no longer be paid. A payment that was made is refunded by its rejection.
   */
  async expireLost({ recoveredTo, restoredAt }: Restore, signal: AbortSignal): Promise<void> {
    const from = new Date(recoveredTo.getTime() - MARGIN_MS);
    for await (const page of this.sessions.ordersWithLiveSession(from, restoredAt))
      for (const orderId of page) {
        signal.throwIfAborted();
        if (await this.orders.exists(orderId)) continue;
        await this.expireSession.execute({ orderId }).catch((error: unknown) => {
          if (!isFaultOf(ExpirePaymentSession, error, AlreadyPaid, PaymentInProgress)) throw error;
        });
        this.log.warn({ orderId }, 'the payment session of an order that a restore lost was expired');
      }
  }

  private endOf({ id, orderId, attempt }: OwnSession, restore: Restore) {
    const type = 'checkout.session.completed';
    const event = { id: `sync_${id}_${restore.id}`, type, objectId: id, orderId, attempt };
    return syntheticEvent({ ...event, livemode: this.livemode });
  }
}
