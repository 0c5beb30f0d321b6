import { Injectable } from '@nestjs/common';
import {
  CreatePaymentSession,
  ExpirePaymentSession,
  type PaymentSessionView,
  RefundPayment,
  refundReasons,
  type RefundView,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import type { Order } from '../lifecycle/order.js';

@Injectable()
export class PaymentClient {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * The session of the order's newest attempt, at the order's prices. Repeating the call returns
   * the same session.
   */
  async createSession(order: Order): Promise<PaymentSessionView> {
    return this.rpc.request(CreatePaymentSession, {
      orderId: order.id,
      attempt: order.paymentAttempt,
      currency: order.currency,
      items: order.lines.map(({ name, unitAmount, quantity, imageUrl }) => ({
        name,
        unitAmount,
        quantity,
        imageUrl,
      })),
      email: order.email,
      expiresAt: order.sessionExpiresAt.toISOString(),
    });
  }

  /** Afterwards the order cannot be paid. Throws payments.already_paid when it was. */
  async expireSession(orderId: string): Promise<void> {
    await this.rpc.request(ExpirePaymentSession, { orderId });
  }

  /**
   * Repeating the call with the same id refunds nothing more. `amount` null: everything that is
   * left.
   */
  refund(refund: {
    id: string;
    orderId: string;
    amount: number | null;
    reason: string;
  }): Promise<RefundView> {
    const { id: refundId, orderId, amount } = refund;
    const reason = refundReasons.find((known) => known === refund.reason) ?? 'requested_by_customer';
    return this.rpc.request(RefundPayment, { orderId, refundId, reason, ...(amount !== null && { amount }) });
  }
}
