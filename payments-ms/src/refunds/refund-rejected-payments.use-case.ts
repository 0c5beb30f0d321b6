import { Injectable } from '@nestjs/common';
import { RefundRequested } from '@orderwire/contracts';
import type { Tx } from '@orderwire/platform';
import { PublishRefundEventUseCase } from './publish-refund-event.use-case.js';
import { refundIdFrom } from './refund.js';
import { type RejectedPayment, RefundRepository } from './refund.repository.js';

/** Refunds what is left of payments that pay for nothing: one refund per payment and cause. */
@Injectable()
export class RefundRejectedPaymentsUseCase {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly events: PublishRefundEventUseCase,
  ) {}

  /**
   * Stores and publishes the refunds in the caller's transaction; the job submits them to Stripe.
   * Throws for a payment that is not stored. `cause`: Stripe's id of the object that causes the
   * refund. Default: the payment.
   */
  async execute(
    tx: Tx,
    payments: readonly Omit<RejectedPayment, 'refundId'>[],
    cause?: string,
  ): Promise<void> {
    const rejected = payments.map((payment) => ({
      ...payment,
      refundId: refundIdFrom(cause ?? payment.paymentId),
    }));
    const { created, known } = await this.refunds.reserveRejected(tx, rejected);
    for (const refund of created) this.events.execute(tx, RefundRequested, refund);
    const unknown = rejected.find(({ paymentId }) => !known.has(paymentId));
    if (unknown) throw new Error(`order ${unknown.orderId} has no payment ${unknown.paymentId}`);
  }
}
