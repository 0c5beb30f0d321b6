import { Injectable } from '@nestjs/common';
import {
  AlreadyPaid,
  AttemptSuperseded,
  CreatePaymentSession,
  isFaultOf,
  type LivePaymentSession,
  type OrderRequest,
  PaymentInProgress,
  PaymentRejected,
  type PaymentSessionView,
} from '@orderwire/contracts';
import type { Order } from '../lifecycle/order.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { PaymentAttemptRepository } from './payment-attempt.repository.js';
import { PaymentClient } from './payment.client.js';

/** Faults of an attempt whose session cannot be paid any more. */
const ended = [AlreadyPaid, PaymentInProgress, AttemptSuperseded, PaymentRejected];

/** Returns the live payment session of an order. */
@Injectable()
export class GetPaymentSessionUseCase {
  constructor(
    private readonly orders: OrderRepository,
    private readonly attempts: PaymentAttemptRepository,
    private readonly payments: PaymentClient,
  ) {}

  /** Throws payments.unavailable. */
  async execute({ orderId }: OrderRequest): Promise<LivePaymentSession> {
    const order = await this.orders.find(orderId);
    const payable = order?.status === 'PENDING' && order.cancellationBlockedBy !== 'payment_processing';
    return { paymentSession: payable ? await this.sessionOf(order) : null };
  }

  /**
   * The session is stored here only after payments-ms has opened it, so requesting its attempt again
   * opens no other one.
   */
  private async sessionOf(order: Order): Promise<PaymentSessionView | null> {
    if (!(await this.attempts.hasLiveSession(order.id, order.paymentAttempt))) return null;
    return this.payments.createSession(order).catch((error: unknown) => {
      if (isFaultOf(CreatePaymentSession, error, ...ended)) return null;
      throw error;
    });
  }
}
