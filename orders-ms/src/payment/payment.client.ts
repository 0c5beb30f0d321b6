import { Injectable } from '@nestjs/common';
import {
  CIRCUIT_OPEN,
  CreatePaymentSession,
  ExpirePaymentSession,
  type PaymentSessionView,
  PaymentsUnavailable,
  RefundPayment,
  refundReasons,
  type RefundView,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import type { Order } from '../lifecycle/order.js';
import { paymentLines } from './payment-lines.js';

/** How long payments-ms sends no request to Stripe, in milliseconds; 0 for other faults. */
function pauseOf(error: unknown): number {
  if (!PaymentsUnavailable.matches(error)) return 0;
  const { stripe, retryAfterMs } = error.details ?? {};
  const isOpen = (Object(stripe) as { code?: unknown }).code === CIRCUIT_OPEN;
  return isOpen && typeof retryAfterMs === 'number' ? retryAfterMs : 0;
}

@Injectable()
export class PaymentClient {
  /** Until then payments-ms creates no session, because Stripe fails. */
  private unavailableUntil = 0;

  constructor(private readonly rpc: RpcClient) {}

  /**
   * Throws payments.unavailable while payments-ms creates no sessions because Stripe fails, as one of
   * its replies said. Call it before stock is reserved for an order that could not be paid. It sends
   * no request.
   */
  assertAvailable(): void {
    const retryAfterMs = this.unavailableUntil - Date.now();
    if (retryAfterMs > 0) throw PaymentsUnavailable({ stripe: { code: CIRCUIT_OPEN }, retryAfterMs });
  }

  /**
   * The session of the order's newest attempt, at the order's prices and taxes. Repeating the call returns
   * the same session.
   */
  async createSession(order: Order): Promise<PaymentSessionView> {
    return this.rpc
      .request(CreatePaymentSession, {
        orderId: order.id,
        attempt: order.paymentAttempt,
        currency: order.currency,
        items: paymentLines(order),
        email: order.email,
        expiresAt: order.sessionExpiresAt.toISOString(),
      })
      .catch(this.failed);
  }

  /**
   * Afterwards the order cannot be paid. Throws payments.already_paid when it was, and
   * payments.in_progress while a delayed payment is processed.
   */
  async expireSession(orderId: string): Promise<void> {
    await this.rpc.request(ExpirePaymentSession, { orderId });
  }

  /**
   * The same before a new session is requested. A session of a later attempt than the order's stays
   * open. Throws payments.unavailable, and closes nothing, while payments-ms creates no sessions.
   */
  async closeEarlierSession({ id: orderId, paymentAttempt: attempt }: Order): Promise<void> {
    await this.rpc.request(ExpirePaymentSession, { orderId, replacing: true, attempt }).catch(this.failed);
  }

  private readonly failed = (error: unknown): never => {
    this.unavailableUntil = Math.max(this.unavailableUntil, Date.now() + pauseOf(error));
    throw error;
  };

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
