import { Injectable } from '@nestjs/common';
import { type EventContract, type RefundEvent, RefundFailed, RefundSucceeded } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import type { Refund } from './refund.js';

/** Publishes a change of a refund with the transaction that makes it. */
@Injectable()
export class PublishRefundEventUseCase {
  constructor(private readonly outbox: Outbox) {}

  /** The event has the correlation id of the refund's request. */
  execute(tx: Tx, contract: EventContract<RefundEvent>, refund: Refund): void {
    const { id: refundId, orderId, paymentId, amount, currency, reason, automatic, failure } = refund;
    const at = refund.changedAt.toISOString();
    const event = { orderId, refundId, paymentId, amount, currency, reason, automatic, failure, at };
    this.outbox.add(tx, contract, event, { correlationId: refund.correlationId });
  }

  /** Publishes the refund's final status. A refund in progress has no event. */
  status(tx: Tx, refund: Refund): void {
    if (refund.status === 'succeeded') this.execute(tx, RefundSucceeded, refund);
    if (refund.status === 'failed') this.execute(tx, RefundFailed, refund);
  }
}
