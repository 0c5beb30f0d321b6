import { Injectable } from '@nestjs/common';
import { RefundRequested } from '@orderwire/contracts';
import { Database, InjectLogger, type Logger, Outbox, type Tx } from '@orderwire/platform';
import { refundIdFrom } from '../domain/derived-id.js';
import type { Movement } from '../domain/ledger.js';
import { follow, lookDelayMs, type Refund, type StripeRefund } from '../domain/refund.js';
import { returnMovements } from '../domain/return-movements.js';
import { DisputeRepository } from '../outbound/dispute.repository.js';
import { LedgerRepository } from '../outbound/ledger.repository.js';
import { RefundRepository } from '../outbound/refund.repository.js';
import { announceRefund, newsOf } from './refund-news.js';
import { RefundWrongMoney } from './refund-wrong-money.js';

/** How often a change that others race with is decided anew. */
const ROUNDS = 4;

/** Why a refund made at Stripe cannot be taken over yet. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/** Writes where a refund stands at Stripe and announces each change once, whoever looks and how often. */
@Injectable()
export class FollowRefund {
  constructor(
    private readonly database: Database,
    private readonly refunds: RefundRepository,
    private readonly disputes: DisputeRepository,
    private readonly wrongMoney: RefundWrongMoney,
    private readonly ledger: LedgerRepository,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Throws {@link NoRoom} when a refund that we held for refused was made after all and its amount is taken meanwhile. */
  async execute(refund: Refund, found: StripeRefund): Promise<Refund> {
    let current = refund;
    for (let round = 0; round < ROUNDS; round++) {
      const step = follow(current, found);
      const movements = returnMovements(current.orderId, found);
      if (!step) {
        await this.ledger.post(this.database, movements);
        return current;
      }
      const moved = await this.move(current, { ...step, stripeId: found.id }, movements);
      if (moved) return moved;
      current = (await this.refunds.find(refund.id)) ?? current;
    }
    throw new NoRoom(`refund ${refund.id} has no room beside the others of its payment`);
  }

  /** Stripe will never make this refund: what it held is free again. */
  async refused(refund: Refund, reason: string): Promise<Refund> {
    const failed = { status: 'failed' as const, stripeId: null, failure: reason };
    return (await this.move(refund, failed, [])) ?? (await this.refunds.find(refund.id)) ?? refund;
  }

  /**
   * Takes over a refund that was made by hand at Stripe, so that the order's refunded amount stays true. False when it failed at
   * once: nothing moved. Throws {@link NoRoom} while a refund of ours holds the money; Stripe refuses that one soon.
   */
  async adopt(found: StripeRefund): Promise<boolean> {
    if (found.status === 'failed') return false;
    const id = refundIdFrom(found.id);
    const adopted = await this.database.transaction(async (tx) => {
      const refund = await this.refunds.adopt(tx, id, found, found.reason ?? 'made_at_stripe');
      if (!refund) return undefined;
      await this.ledger.post(tx, returnMovements(refund.orderId, found));
      announceRefund(this.outbox, tx, RefundRequested, refund);
      announceRefund(this.outbox, tx, newsOf(refund), refund);
      return refund;
    });
    if (!adopted && !(await this.refunds.find(id, found.id)))
      throw new NoRoom(`refund ${found.id} has no room beside those of ours`);
    return true;
  }

  private async move(
    from: Refund,
    to: Pick<Refund, 'status' | 'stripeId' | 'failure'>,
    movements: readonly Movement[],
  ) {
    const moved = await this.database.transaction(async (tx) => {
      const refund = await this.refunds.move(tx, from, to, lookDelayMs(1));
      if (!refund) return undefined;
      await this.ledger.post(tx, movements);
      announceRefund(this.outbox, tx, newsOf(refund), refund);
      if (refund.status === 'failed' && refund.automatic) await this.onceMore(tx, refund);
      return refund;
    });
    if (moved?.status === 'failed') {
      const { id: refundId, orderId, paymentId, amount, currency, failure } = moved;
      this.log.error(
        { refundId, orderId, paymentId, amount, currency, failure },
        'a refund failed; the shopper has not got the money',
      );
    }
    return moved;
  }

  /** While this refund held the money, none could be made for a dispute that was won: that one is due now. */
  private async onceMore(tx: Tx, failed: Refund): Promise<void> {
    const { orderId, paymentId, reason, correlationId, requestedAt } = failed;
    for (const disputeId of await this.disputes.wonSince(tx, paymentId, requestedAt))
      await this.wrongMoney.execute(tx, [{ orderId, paymentId, reason, correlationId }], disputeId);
  }
}
