import { Injectable } from '@nestjs/common';
import { OrderPaymentRejected, type OrderPaymentRejectedEvent } from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { RefundWrongMoney } from '../application/refund-wrong-money.js';

/** What becomes of money when an order does not take it. */
@Injectable()
export class OrdersListener {
  constructor(private readonly wrongMoney: RefundWrongMoney) {}

  @EventHandler(OrderPaymentRejected, 'refund_rejected')
  rejected(deliveries: Delivery<OrderPaymentRejectedEvent>[], tx: Tx): Promise<void> {
    const rejected = deliveries.map(({ event: { orderId, paymentId, reason }, correlationId }) => ({
      ...{ orderId, paymentId, reason, correlationId },
    }));
    return this.wrongMoney.execute(tx, rejected);
  }
}
