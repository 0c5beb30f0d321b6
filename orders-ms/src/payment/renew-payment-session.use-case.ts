import { Injectable } from '@nestjs/common';
import { OrderNotPayable, type PaymentSessionView, RenewPaymentSession } from '@orderwire/contracts';
import { FindOrderUseCase } from '../lifecycle/find-order.use-case.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { ProductClient } from '../placing/product.client.js';
import { OpenPaymentSessionUseCase } from './open-payment-session.use-case.js';

/** Opens a new payment session for a PENDING order, at the prices of its creation. */
@Injectable()
export class RenewPaymentSessionUseCase {
  constructor(
    private readonly findOrder: FindOrderUseCase,
    private readonly orders: OrderRepository,
    private readonly products: ProductClient,
    private readonly paymentSession: OpenPaymentSessionUseCase,
  ) {}

  async execute(orderId: string): Promise<PaymentSessionView> {
    const order = await this.findOrder.execute(orderId);
    if (order.status !== 'PENDING') throw OrderNotPayable({ orderId, status: order.status });
    this.paymentSession.assertAvailable();
    const sessionExpiresAt = this.paymentSession.nextExpiry();
    await this.products.reserve(order.id, order.lines, order.currency, sessionExpiresAt);
    const paymentAttempt = await this.orders.nextAttempt(order.id, sessionExpiresAt);
    if (!paymentAttempt) throw OrderNotPayable({ orderId });
    return this.paymentSession.execute(
      { ...order, paymentAttempt, sessionExpiresAt },
      RenewPaymentSession.subject,
    );
  }
}
