import { Injectable } from '@nestjs/common';
import type { PaymentMismatchedEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { type LockedOrder, LockedOrderRepository } from './locked-order.repository.js';
import type { RejectionReason } from './payment-decision.js';
import { RejectPaymentUseCase } from './reject-payment.use-case.js';

/** Rejects payments that do not match their payment session. payments-ms refunds them. */
@Injectable()
export class HandlePaymentMismatchUseCase {
  constructor(
    private readonly orders: LockedOrderRepository,
    private readonly rejectPayment: RejectPaymentUseCase,
  ) {}

  async execute(tx: Tx, deliveries: Delivery<PaymentMismatchedEvent>[]): Promise<void> {
    const orders = await this.orders.lock(
      tx,
      deliveries.map(({ event }) => event.orderId),
    );
    for (const delivery of deliveries) {
      const { orderId, currency, webhook } = delivery.event;
      const reason = differenceOf(orders.get(orderId), currency);
      // Rejected on receipt: payments-ms may have requested the refund before this event arrived.
      await this.rejectPayment.execute(tx, orders, delivery, reason, new Date(webhook.receivedAt));
    }
  }
}

function differenceOf(order: LockedOrder | undefined, currency: string): RejectionReason {
  if (!order) return 'unknown_order';
  return order.currency === currency ? 'amount_differs' : 'currency_differs';
}
