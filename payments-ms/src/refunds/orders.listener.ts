import { Injectable } from '@nestjs/common';
import { OrderPaymentRejected, type OrderPaymentRejectedEvent } from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { RefundRejectedPaymentsUseCase } from './refund-rejected-payments.use-case.js';

/** Refunds payments that orders-ms rejected. */
@Injectable()
export class OrdersListener {
  constructor(private readonly refundRejected: RefundRejectedPaymentsUseCase) {}

  @EventHandler(OrderPaymentRejected, 'refund_rejected', (self: OrdersListener, facts) =>
    self.refundRejected.unapplied(facts),
  )
  paymentRejected(deliveries: Delivery<OrderPaymentRejectedEvent>[], tx: Tx): Promise<void> {
    const payments = deliveries.map(({ event, correlationId }) => ({
      orderId: event.orderId,
      paymentId: event.paymentId,
      reason: event.reason,
      correlationId,
    }));
    return this.refundRejected.execute(tx, payments);
  }
}
