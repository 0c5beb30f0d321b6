import { Injectable } from '@nestjs/common';
import {
  type Fault,
  type FaultFactory,
  NotRefundable,
  OrderNotFound,
  PaymentRejected,
  RefundIdReused,
  RefundPayment,
  RefundTooLarge,
  type RefundView,
} from '@orderwire/contracts';
import { Database, InjectLogger, type Logger } from '@orderwire/platform';
import { type Claim, IdempotencyRepository } from '../outbound/idempotency.repository.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { PaymentClient } from '../outbound/payment.client.js';
import { RefundRepository, type StoredRefund } from '../outbound/refund.repository.js';
import { FollowRefunds } from './follow-refunds.js';

/** Answers after which payments-ms will never make this refund. */
const final: FaultFactory[] = [NotRefundable, RefundTooLarge, PaymentRejected, RefundIdReused];
const isFinal = (error: unknown): error is Fault => final.some((fault) => fault.matches(error));

/** Stripe's own words where there are any: the event of the same refusal has them, and either may be here first. */
function wordsOf({ message, details }: Fault): string {
  const stripe = details?.['stripe'] as { message?: unknown } | undefined;
  return typeof stripe?.message === 'string' ? stripe.message : message;
}

/** Asks payments-ms for a stored refund: once, however often it is asked. */
@Injectable()
export class AskForRefund {
  constructor(
    private readonly payments: PaymentClient,
    private readonly orders: OrderRepository,
    private readonly refunds: RefundRepository,
    private readonly follow: FollowRefunds,
    private readonly keys: IdempotencyRepository,
    private readonly database: Database,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * How the refund stands, which is also what its key is answered with from now on. Throws what payments-ms refuses it with: it
   * has failed then. While payments-ms does not answer it is pending, and asked for again later.
   */
  async execute(refund: StoredRefund, claim?: Claim): Promise<RefundView> {
    try {
      const reply = await this.payments.refund(refund);
      await this.refunds.answered(reply, claim && { claim, reply });
      return reply;
    } catch (error) {
      if (isFinal(error)) {
        await this.fail(refund, error);
        if (claim) await this.keys.refuse(claim, error);
        throw error;
      }
      const { id: refundId, orderId } = refund;
      this.log.warn({ err: error, refundId, orderId }, 'a refund waits: payments-ms could not be asked');
      const reply = await this.pending(refund);
      if (claim) await this.keys.answer(claim, reply);
      return reply;
    }
  }

  private async fail(refund: StoredRefund, fault: Fault): Promise<void> {
    const { id, orderId, reason, automatic, amount, correlationId } = refund;
    const facts = { id, orderId, reason, automatic, amount, correlationId, cause: RefundPayment.subject };
    const news = { status: 'failed', failure: wordsOf(fault), at: null } as const;
    const paymentId = refund.paymentId ?? (await this.orders.find(orderId))?.paymentId ?? '';
    await this.database.transaction((tx) => this.follow.execute(tx, [{ ...facts, ...news, paymentId }]));
  }

  private async pending({
    id,
    orderId,
    amount,
    reason,
    automatic,
    createdAt,
  }: StoredRefund): Promise<RefundView> {
    const order = await this.orders.find(orderId);
    if (!order?.paymentId) throw OrderNotFound({ orderId });
    return {
      ...{ id, orderId, amount, reason, automatic },
      paymentId: order.paymentId,
      currency: order.currency,
      status: 'pending',
      failure: null,
      requestedAt: createdAt.toISOString(),
    };
  }
}
