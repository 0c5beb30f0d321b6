import { Injectable } from '@nestjs/common';
import { RefundRequested } from '@orderwire/contracts';
import { Database, InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { DisputeRepository } from '../disputes/dispute.repository.js';
import { type Movement, reversalMovements } from '../ledger/ledger.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { PublishRefundEventUseCase } from './publish-refund-event.use-case.js';
import { RefundRejectedPaymentsUseCase } from './refund-rejected-payments.use-case.js';
import { nextRefundState, pollDelayMs, type Refund, refundIdFrom, type StripeRefund } from './refund.js';
import { RefundRepository } from './refund.repository.js';

/** How often a change that lost a race is decided again. */
const MAX_ROUNDS = 4;

/** A refund at Stripe cannot be stored yet: with it, refunds would exceed the captured amount. */
export class RefundLimitReached extends Error {
  override readonly name = 'RefundLimitReached';
}

/** Stores the state of a refund at Stripe and publishes each change once. */
@Injectable()
export class ApplyRefundUpdateUseCase {
  private changed: (refund: Refund) => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly refunds: RefundRepository,
    private readonly disputes: DisputeRepository,
    private readonly refundRejected: RefundRejectedPaymentsUseCase,
    private readonly ledger: LedgerRepository,
    private readonly events: PublishRefundEventUseCase,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Calls back with each refund whose status changed, after the commit. */
  onChanged(listener: (refund: Refund) => void): void {
    this.changed = listener;
  }

  /**
   * Throws {@link RefundLimitReached} if a refund stored as refused was created after all, while
   * other refunds have taken its amount.
   */
  async execute(refund: Refund, found: StripeRefund): Promise<Refund> {
    let current = refund;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const next = nextRefundState(current, found);
      const movements = reversalMovements(current.orderId, found);
      if (!next) {
        await this.ledger.post(movements);
        return current;
      }
      const updated = await this.update(current, { ...next, stripeId: found.id }, movements);
      if (updated) return updated;
      current = (await this.refunds.find(refund.id)) ?? current;
    }
    throw new RefundLimitReached(`refund ${refund.id} and the others of its payment exceed the capture`);
  }

  /** Fails a refund that Stripe will never create. Its reserved amount becomes refundable again. */
  async fail(refund: Refund, reason: string): Promise<Refund> {
    const failed = { status: 'failed' as const, stripeId: null, failure: reason };
    return (await this.update(refund, failed, [])) ?? (await this.refunds.find(refund.id)) ?? refund;
  }

  /**
   * Stores a refund that was made in Stripe's dashboard, so that the order's refunded amount stays
   * correct; or one of ours, under our `id`, that a restore lost: also a failed one, because it may have
   * been reported as succeeded before. A failed refund of the dashboard has no effect and is not stored.
   * Throws {@link RefundLimitReached} while a refund of ours reserves the amount; Stripe will refuse that one.
   */
  async importFromStripe(found: StripeRefund, id = refundIdFrom(found.id)): Promise<void> {
    if (found.status === 'failed' && id !== found.refundId) return;
    const imported = await this.database.transaction(async (tx) => {
      const refund = await this.refunds.importFromStripe(tx, id, found, found.reason ?? 'made_at_stripe');
      if (!refund) return undefined;
      await this.ledger.post(reversalMovements(refund.orderId, found), tx);
      this.events.execute(tx, RefundRequested, refund);
      this.events.status(tx, refund);
      return refund;
    });
    if (imported) this.changed(imported);
    if (imported?.status === 'failed') this.warnOfFailure(imported);
    if (!imported && !(await this.refunds.find(id, found.id)))
      throw new RefundLimitReached(`refund ${found.id} and the stored ones exceed the capture`);
  }

  private async update(
    from: Refund,
    to: Pick<Refund, 'status' | 'stripeId' | 'failure'>,
    movements: readonly Movement[],
  ) {
    const updated = await this.database.transaction(async (tx) => {
      const refund = await this.refunds.update(tx, from, to, pollDelayMs(1));
      if (!refund) return undefined;
      await this.ledger.post(movements, tx);
      this.events.status(tx, refund);
      if (refund.status === 'failed' && refund.automatic) await this.refundWonDisputes(tx, refund);
      return refund;
    });
    if (updated && updated.status !== from.status) this.changed(updated);
    if (updated?.status === 'failed') this.warnOfFailure(updated);
    return updated;
  }

  private warnOfFailure({ id: refundId, orderId, paymentId, amount, currency, failure }: Refund): void {
    this.log.error(
      { refundId, orderId, paymentId, amount, currency, failure },
      'a refund failed; the shopper did not receive it',
    );
  }

  /** The failed refund had reserved the amount when these disputes were won: it is due now. */
  private async refundWonDisputes(tx: Tx, failed: Refund): Promise<void> {
    const { orderId, paymentId, reason, correlationId, requestedAt } = failed;
    for (const disputeId of await this.disputes.wonSince(tx, paymentId, requestedAt))
      await this.refundRejected.execute(tx, [{ orderId, paymentId, reason, correlationId }], disputeId);
  }
}
