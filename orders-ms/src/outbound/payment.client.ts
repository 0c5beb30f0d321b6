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
import type { Order } from '../domain/order.js';
import type { StoredRefund } from './refund.statements.js';

/** payments-ms, as far as an order needs it. */
@Injectable()
export class PaymentClient {
  constructor(private readonly rpc: RpcClient) {}

  /** The newest attempt's link, at the order's own prices. Asking again gives the same link. Throws payments' faults. */
  async open(order: Order): Promise<PaymentSessionView> {
    return this.rpc.ask(CreatePaymentSession, {
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

  /** The refund as payments-ms has it. Asking again refunds nothing more. Throws payments' faults. */
  refund({ id: refundId, orderId, asked, reason: given }: StoredRefund): Promise<RefundView> {
    const reason = refundReasons.find((known) => known === given) ?? 'requested_by_customer';
    return this.rpc.ask(RefundPayment, {
      orderId,
      refundId,
      reason,
      ...(asked !== null && { amount: asked }),
    });
  }

  /** After this nobody can pay for the order. Throws payments.already_paid when somebody has. */
  async expire(orderId: string): Promise<void> {
    await this.rpc.ask(ExpirePaymentSession, { orderId });
  }
}
