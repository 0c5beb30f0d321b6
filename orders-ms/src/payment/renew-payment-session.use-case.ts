import { Inject, Injectable } from '@nestjs/common';
import {
  NoMorePaymentSessions,
  OrderNotPayable,
  type PaymentSessionView,
  RenewPaymentSession,
  TooManyPaymentSessions,
} from '@orderwire/contracts';
import { FindOrderUseCase } from '../lifecycle/find-order.use-case.js';
import { ProductClient } from '../placing/product.client.js';
import { OpenPaymentSessionUseCase } from './open-payment-session.use-case.js';
import { type AttemptLimits, PaymentAttemptRepository } from './payment-attempt.repository.js';
import { PaymentClient } from './payment.client.js';

export const ATTEMPT_LIMITS = Symbol('ATTEMPT_LIMITS');

/** Opens a new payment session for a PENDING order, at the prices of its creation. */
@Injectable()
export class RenewPaymentSessionUseCase {
  constructor(
    private readonly findOrder: FindOrderUseCase,
    private readonly attempts: PaymentAttemptRepository,
    private readonly products: ProductClient,
    private readonly payments: PaymentClient,
    private readonly paymentSession: OpenPaymentSessionUseCase,
    @Inject(ATTEMPT_LIMITS) private readonly limits: AttemptLimits,
  ) {}

  /**
   * A refused request changes neither the order nor its session; at most the reservation lasts
   * longer. The earlier session is closed before the attempt is counted, so that payments-ms refuses
   * first (payments.already_paid, payments.in_progress, payments.unavailable). The session of a
   * concurrent request stays open. A payment that is known here is asked about first.
   */
  async execute(orderId: string): Promise<PaymentSessionView> {
    const order = await this.findOrder.execute(orderId);
    if (order.status !== 'PENDING') throw OrderNotPayable({ orderId, status: order.status });
    if (order.cancellationBlockedBy === 'payment_processing') await this.payments.closeEarlierSession(order);
    const sessionExpiresAt = this.paymentSession.nextExpiry(order);
    await this.assertWithinLimits(orderId);
    this.paymentSession.assertAvailable();
    await this.products.reserve(order.id, order.lines, order.currency, sessionExpiresAt);
    await this.payments.closeEarlierSession(order);
    const paymentAttempt = await this.attempts.next(order.id, sessionExpiresAt, this.limits);
    if (!paymentAttempt) {
      await this.assertWithinLimits(orderId);
      throw OrderNotPayable({ orderId });
    }
    return this.paymentSession.execute(
      { ...order, paymentAttempt, sessionExpiresAt },
      RenewPaymentSession.subject,
    );
  }

  private async assertWithinLimits(orderId: string): Promise<void> {
    const refusal = await this.attempts.refusal(orderId, this.limits);
    if (refusal?.inAll) throw NoMorePaymentSessions({ orderId, max: this.limits.maxInAll });
    if (!refusal?.possibleAt) return;
    const retryAfterMs = Math.max(0, refusal.possibleAt.getTime() - Date.now());
    throw TooManyPaymentSessions({ orderId, max: this.limits.maxPerHour, retryAfterMs });
  }
}
