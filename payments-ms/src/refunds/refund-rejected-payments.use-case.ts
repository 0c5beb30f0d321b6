import { Injectable } from '@nestjs/common';
import { type OrderPaymentRejectedEvent, RefundRequested } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { CaptureRepository } from '../checkout/capture.repository.js';
import { PublishRefundEventUseCase } from './publish-refund-event.use-case.js';
import { refundIdFrom } from './refund.js';
import { type RejectedPayment, RefundRepository } from './refund.repository.js';

/** Refunds what is left of payments that pay for nothing: one refund per payment and cause. */
@Injectable()
export class RefundRejectedPaymentsUseCase {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly events: PublishRefundEventUseCase,
    private readonly captures: CaptureRepository,
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

  /** Which of these rejected payments are not marked as rejected here. */
  unapplied(facts: readonly Delivery<OrderPaymentRejectedEvent>[]): Promise<string[]> {
    return this.captures.unrejected(facts.map(({ event }) => event.paymentId));
  }
}
