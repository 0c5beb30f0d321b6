import { Injectable } from '@nestjs/common';
import { InjectLogger, isConnectionError, type Logger } from '@orderwire/platform';
import type { StripeDispute } from '../domain/dispute.js';
import { isSame, type StripeRefund } from '../domain/refund.js';
import { retryDelayMs, type TakenEvent } from '../domain/settlement.js';
import { isAboutDispute } from '../domain/stripe-event.js';
import { DisputeGateway } from '../outbound/dispute.gateway.js';
import { RefundGateway } from '../outbound/refund.gateway.js';
import { RefundRepository } from '../outbound/refund.repository.js';
import { StripeEventRepository } from '../outbound/stripe-event.repository.js';
import { bounded } from './bounded.js';
import { FollowDispute } from './follow-dispute.js';
import { FollowRefund, NoRoom } from './follow-refund.js';

/** Looked up at Stripe at once. */
const LOOK_UPS = 8;

/** Tries after which money that bears our label and is not in our tables is given up on: more than an hour. */
const PATIENCE = 14;

/** What came of an event; `wait` when it has to be looked at again. */
type Outcome = { wait: string } | 'followed' | 'not_ours' | 'unknown_payment';

/** Works off events about refunds and disputes: each is decided from the object as Stripe has it now, and alone. */
@Injectable()
export class SettleMoneyEvents {
  constructor(
    private readonly events: StripeEventRepository,
    private readonly refundGateway: RefundGateway,
    private readonly refunds: RefundRepository,
    private readonly followRefund: FollowRefund,
    private readonly disputeGateway: DisputeGateway,
    private readonly followDispute: FollowDispute,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Throws when the database is away: the lease frees the events. */
  async execute(taken: readonly TakenEvent[]): Promise<void> {
    const results = await bounded(taken, LOOK_UPS, (event) => this.settle(event));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  private async settle(event: TakenEvent): Promise<void> {
    const outcome = await this.decide(event).catch((error: unknown) => {
      if (isConnectionError(error)) throw error;
      return { wait: (error as Error).message };
    });
    const about = { eventId: event.id, type: event.type, objectId: event.objectId, tries: event.tries };
    if (typeof outcome === 'object') {
      this.log.warn({ ...about, reason: outcome.wait }, 'a Stripe event waits');
      const delayMs = retryDelayMs(event.tries);
      return this.events.postpone([{ id: event.id, delayMs, error: outcome.wait.slice(0, 1_000) }]);
    }
    if (outcome === 'unknown_payment')
      this.log.error(
        about,
        'a Stripe event names a payment that we do not have; it is kept and not acted on',
      );
    await this.events.finish(event.id, outcome);
  }

  private async decide(event: TakenEvent): Promise<Outcome> {
    const id = event.objectId ?? '';
    if (isAboutDispute(event.type)) {
      const found = await this.disputeGateway.retrieve(id);
      if (!found) return { wait: 'Stripe does not know the dispute' };
      return (await this.followDispute.execute(found)) ? 'followed' : this.strange(event, found);
    }
    if (id.startsWith('ch_') || id.startsWith('py_'))
      return this.all(event, await this.refundGateway.ofCharge(id));
    const found = await this.refundGateway.retrieve(id);
    return found ? this.refund(event, found) : { wait: 'Stripe does not know the refund' };
  }

  /** The refunds of one charge. */
  private async all(event: TakenEvent, found: readonly StripeRefund[]): Promise<Outcome> {
    let outcome: Outcome = 'followed';
    for (const refund of found) {
      const one = await this.refund(event, refund);
      if (one !== 'followed') outcome = one;
    }
    return outcome;
  }

  private async refund(event: TakenEvent, found: StripeRefund): Promise<Outcome> {
    const ours = await this.refunds.find(found.refundId, found.id);
    try {
      if (ours && isSame(ours, found)) await this.followRefund.execute(ours, found);
      else if (found.paymentId === null || !(await this.refunds.orderOf(found.paymentId)))
        return this.strange(event, found);
      else await this.followRefund.adopt(found);
      return 'followed';
    } catch (error) {
      if (error instanceof NoRoom) return { wait: error.message };
      throw error;
    }
  }

  /** Money that is not in our tables. What bears our label may only be late: its payment is settled first. */
  private strange(event: TakenEvent, found: StripeRefund | StripeDispute): Outcome {
    if (found.orderId === null) return 'not_ours';
    return event.tries < PATIENCE ? { wait: 'its payment is not settled yet' } : 'unknown_payment';
  }
}
