import { Injectable } from '@nestjs/common';
import { InjectLogger, isConnectionError, type Logger } from '@orderwire/platform';
import pMap from 'p-map';
import { ShopRepository } from '../checkout/session.repository.js';
import { ApplyDisputeUpdateUseCase } from '../disputes/apply-dispute-update.use-case.js';
import { DisputeGateway } from '../disputes/dispute.gateway.js';
import { ApplyMarkUseCase } from '../radar/apply-mark.use-case.js';
import { MarkGateway } from '../radar/mark.gateway.js';
import { ApplyRefundUpdateUseCase, RefundLimitReached } from '../refunds/apply-refund-update.use-case.js';
import { isSameRefund, type StripeRefund } from '../refunds/refund.js';
import { RefundGateway } from '../refunds/refund.gateway.js';
import { RefundRepository } from '../refunds/refund.repository.js';
import { type ClaimedEvent, retryDelayMs } from './settlement.js';
import { FOREIGN, isDisputeEvent, isMarkEvent } from './stripe-event.js';
import { StripeEventRepository } from './stripe-event.repository.js';

/** Concurrent requests to Stripe. */
const CONCURRENCY = 8;

/** Attempts, over more than an hour, for an object of this shop whose payment is not stored. */
const MAX_ATTEMPTS = 14;

/** `wait`: the event is processed again later. */
type Outcome = { wait: string } | 'applied' | typeof FOREIGN | 'unknown_payment';

/** Whose object it is, says the metadata of its payment. */
type ObjectOfPayment = { readonly orderId: string | null; readonly shop: string | null };

/** Applies events about refunds, disputes and marks of payments, one by one, from the object as Stripe has it now. */
@Injectable()
export class ApplyRefundAndDisputeEventsUseCase {
  constructor(
    private readonly events: StripeEventRepository,
    private readonly refundGateway: RefundGateway,
    private readonly refunds: RefundRepository,
    private readonly applyRefundUpdate: ApplyRefundUpdateUseCase,
    private readonly disputeGateway: DisputeGateway,
    private readonly applyDisputeUpdate: ApplyDisputeUpdateUseCase,
    private readonly markGateway: MarkGateway,
    private readonly applyMark: ApplyMarkUseCase,
    @InjectLogger() private readonly log: Logger,
    private readonly shop: ShopRepository,
  ) {}

  /** Throws when the database is unavailable. The events can be claimed again after their lease. */
  async execute(claimed: readonly ClaimedEvent[]): Promise<void> {
    await pMap(claimed, (event) => this.process(event), { concurrency: CONCURRENCY, stopOnError: false });
  }

  private async process(event: ClaimedEvent): Promise<void> {
    const outcome = await this.apply(event).catch((error: unknown) => {
      if (isConnectionError(error)) throw error;
      return { wait: (error as Error).message };
    });
    const about = { eventId: event.id, type: event.type, objectId: event.objectId, attempts: event.attempts };
    if (typeof outcome === 'object') {
      this.log.warn({ ...about, reason: outcome.wait }, 'a Stripe event is retried later');
      const delayMs = retryDelayMs(event.attempts);
      return this.events.postpone([{ id: event.id, delayMs, error: outcome.wait.slice(0, 1_000) }]);
    }
    if (outcome === 'unknown_payment')
      this.log.error(
        about,
        'a Stripe event of this shop names an unknown payment; it is stored and not processed',
      );
    await this.events.finish(event.id, outcome);
  }

  private async apply(event: ClaimedEvent): Promise<Outcome> {
    const id = event.objectId ?? '';
    if (isDisputeEvent(event.type)) {
      const found = await this.disputeGateway.retrieve(id);
      if (!found) return { wait: 'Stripe has no such dispute' };
      return (await this.applyDisputeUpdate.execute(found)) ? 'applied' : this.unknownPayment(event, found);
    }
    if (isMarkEvent(event.type)) {
      const found = await this.markGateway.retrieve(id);
      if (!found) return { wait: 'Stripe has no such fraud warning or review' };
      return (await this.applyMark.execute(found)) ? 'applied' : this.unknownPayment(event, found);
    }
    if (id.startsWith('ch_') || id.startsWith('py_')) return this.applyCharge(event, id);
    const found = await this.refundGateway.retrieve(id);
    return found ? this.applyRefund(event, found) : { wait: 'Stripe has no such refund' };
  }

  private async applyCharge(event: ClaimedEvent, chargeId: string): Promise<Outcome> {
    let outcome: Outcome = 'applied';
    for (const refund of await this.refundGateway.ofCharge(chargeId)) {
      const one = await this.applyRefund(event, refund);
      if (one !== 'applied') outcome = one;
    }
    return outcome;
  }

  private async applyRefund(event: ClaimedEvent, found: StripeRefund): Promise<Outcome> {
    const stored = await this.refunds.find(found.refundId, found.id);
    try {
      if (stored && isSameRefund(stored, found)) await this.applyRefundUpdate.execute(stored, found);
      else if (found.paymentId === null || !(await this.refunds.orderOf(found.paymentId)))
        return await this.unknownPayment(event, found);
      else await this.applyRefundUpdate.importFromStripe(found, (!stored && found.refundId) || undefined);
      return 'applied';
    } catch (error) {
      if (error instanceof RefundLimitReached) return { wait: error.message };
      throw error;
    }
  }

  /** An object of this shop may be early: its payment is settled first. */
  private async unknownPayment(event: ClaimedEvent, found: ObjectOfPayment): Promise<Outcome> {
    const ours =
      found.shop === (await this.shop.id()) ||
      (await this.shop.ordersWithSessions(found.orderId ? [found.orderId] : [])).size > 0;
    if (!ours) return FOREIGN;
    return event.attempts < MAX_ATTEMPTS ? { wait: 'its payment is not settled yet' } : 'unknown_payment';
  }
}
