import { Injectable } from '@nestjs/common';
import { OrderNotPayable, type PaymentSessionView, RenewPaymentSession } from '@orderwire/contracts';
import { OrderRepository } from '../outbound/order.repository.js';
import { FindOrder } from './find-order.js';
import { HoldStock } from './hold-stock.js';
import { OpenPaymentSession } from './open-payment-session.js';
import { SessionTimes } from './session-times.js';

/** Makes a new payment link for an order that waits for its money, at the prices it was placed at. */
@Injectable()
export class RenewPaymentLink {
  constructor(
    private readonly find: FindOrder,
    private readonly orders: OrderRepository,
    private readonly stock: HoldStock,
    private readonly session: OpenPaymentSession,
    private readonly times: SessionTimes,
  ) {}

  /** Throws orders.not_found, orders.not_payable, products' faults when the stock cannot be kept, and payments' faults. */
  async execute(orderId: string): Promise<PaymentSessionView> {
    const order = await this.find.execute(orderId);
    if (order.status !== 'PENDING') throw OrderNotPayable({ orderId, status: order.status });
    const sessionExpiresAt = this.times.sessionExpiry();
    await this.stock.execute(order.id, order.lines, order.currency, sessionExpiresAt);
    const paymentAttempt = await this.orders.nextAttempt(order.id, sessionExpiresAt);
    if (!paymentAttempt) throw OrderNotPayable({ orderId });
    return this.session.execute({ ...order, paymentAttempt, sessionExpiresAt }, RenewPaymentSession.subject);
  }
}
