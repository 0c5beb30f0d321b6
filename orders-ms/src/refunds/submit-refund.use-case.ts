import { Injectable } from '@nestjs/common';
import {
  type Fault,
  isFaultOf,
  NotRefundable,
  OrderNotFound,
  PaymentRejected,
  RefundIdReused,
  RefundPayment,
  RefundTooLarge,
  type RefundView,
} from '@orderwire/contracts';
import { Database, InjectLogger, type Logger } from '@orderwire/platform';
import { type Claim, IdempotencyRepository } from '../idempotency/idempotency.repository.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { PaymentClient } from '../payment/payment.client.js';
import { ApplyRefundUpdatesUseCase } from './apply-refund-updates.use-case.js';
import { RefundRepository, type StoredRefund } from './refund.repository.js';

/** Faults after which payments-ms will never make this refund. */
const finalFaults = [NotRefundable, RefundTooLarge, PaymentRejected, RefundIdReused];
const isFinal = (error: unknown): error is Fault => isFaultOf(RefundPayment, error, ...finalFaults);

/** Stripe's message if there is one: refund.failed carries the same text, and may arrive first. */
function failureOf({ message, details }: Fault): string {
  const stripe = details?.['stripe'] as { message?: unknown } | undefined;
  return typeof stripe?.message === 'string' ? stripe.message : message;
}

/** Submits a stored refund to payments-ms. Repeating it refunds nothing more. */
@Injectable()
export class SubmitRefundUseCase {
  constructor(
    private readonly payments: PaymentClient,
    private readonly orders: OrderRepository,
    private readonly refunds: RefundRepository,
    private readonly applyUpdates: ApplyRefundUpdatesUseCase,
    private readonly keys: IdempotencyRepository,
    private readonly database: Database,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * The result is stored under the claimed key. A final fault makes the refund `failed` and is
   * thrown. After any other error the refund is `pending`, and a job submits it again.
   */
  async execute(refund: StoredRefund, claim?: Claim): Promise<RefundView> {
    const { id, orderId, requestedAmount: amount, reason } = refund;
    try {
      const reply = await this.payments.refund({ id, orderId, amount, reason });
      await this.refunds.markSubmitted(reply, claim && { claim, reply });
      return reply;
    } catch (error) {
      if (isFinal(error)) {
        await this.fail(refund, error);
        if (claim) await this.keys.storeFault(claim, error);
        throw error;
      }
      this.log.warn(
        { err: error, refundId: id, orderId },
        'a refund could not be submitted and stays pending',
      );
      const reply = await this.pending(refund);
      if (claim) await this.keys.storeReply(claim, reply);
      return reply;
    }
  }

  private async fail(refund: StoredRefund, fault: Fault): Promise<void> {
    const paymentId = refund.paymentId ?? (await this.orders.find(refund.orderId))?.paymentId ?? '';
    const update = {
      ...refund,
      paymentId,
      status: 'failed',
      failure: failureOf(fault),
      at: null,
      cause: RefundPayment.subject,
    } as const;
    await this.database.transaction((tx) => this.applyUpdates.execute(tx, [update]));
  }

  private async pending(refund: StoredRefund): Promise<RefundView> {
    const { id, orderId, amount, reason, automatic, createdAt } = refund;
    const order = await this.orders.find(orderId);
    if (!order?.paymentId) throw OrderNotFound({ orderId });
    return {
      id,
      orderId,
      amount,
      reason,
      automatic,
      paymentId: order.paymentId,
      currency: order.currency,
      status: 'pending',
      failure: null,
      requestedAt: createdAt.toISOString(),
    };
  }
}
