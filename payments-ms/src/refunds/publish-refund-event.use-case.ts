import { Injectable } from '@nestjs/common';
import {
  type EventContract,
  type RefundEvent,
  RefundFailed,
  RefundRequested,
  RefundSucceeded,
} from '@orderwire/contracts';
import { type FactQuery, Facts, type FoundFact, Outbox, type Tx } from '@orderwire/platform';
import type { Refund } from './refund.js';
import { RefundFactsRepository } from './refund-facts.repository.js';

/** Publishes a change of a refund with the transaction that makes it, and tells the facts again. */
@Injectable()
export class PublishRefundEventUseCase {
  constructor(
    private readonly outbox: Outbox,
    private readonly refunds: RefundFactsRepository,
  ) {}

  /** The event has the correlation id of the refund's request. */
  execute(tx: Tx, contract: EventContract<RefundEvent>, refund: Refund): void {
    const { correlationId } = refund;
    this.outbox.add(tx, contract, eventOf(refund), { correlationId });
  }

  /** Publishes the refund's final status. A refund in progress has no event. */
  status(tx: Tx, refund: Refund): void {
    if (refund.status === 'succeeded') this.execute(tx, RefundSucceeded, refund);
    if (refund.status === 'failed') this.execute(tx, RefundFailed, refund);
  }

  /** Every refund. */
  @Facts(RefundRequested)
  async requested(query: FactQuery): Promise<FoundFact<RefundEvent>[]> {
    const refunds = await this.refunds.read(query, 'requested');
    return refunds.map((refund) => ({
      ...refund,
      event: { ...eventOf(refund), failure: null, at: refund.requestedAt.toISOString() },
    }));
  }

  /** Refunds that succeeded and have not failed since. */
  @Facts(RefundSucceeded)
  async succeeded(query: FactQuery): Promise<FoundFact<RefundEvent>[]> {
    const refunds = await this.refunds.read(query, 'succeeded');
    return refunds.map((refund) => ({ ...refund, event: eventOf(refund) }));
  }

  @Facts(RefundFailed)
  async failed(query: FactQuery): Promise<FoundFact<RefundEvent>[]> {
    const refunds = await this.refunds.read(query, 'failed');
    return refunds.map((refund) => ({ ...refund, event: eventOf(refund) }));
  }
}

function eventOf(refund: Refund): RefundEvent {
  const { id: refundId, orderId, paymentId, amount, currency, reason, automatic, failure } = refund;
  const at = refund.changedAt.toISOString();
  return { orderId, refundId, paymentId, amount, currency, reason, automatic, failure, at };
}
