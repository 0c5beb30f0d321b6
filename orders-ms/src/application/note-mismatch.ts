import { Injectable } from '@nestjs/common';
import type { PaymentMismatchedEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import type { Rejection } from '../domain/settle.js';
import { type LockedOrder, PaymentEventsRepository } from '../outbound/payment-events.repository.js';
import { RejectMoney } from './reject-money.js';

/** Captured money that does not match its link pays nothing, whatever it would pay: payments-ms sends it back. */
@Injectable()
export class NoteMismatch {
  constructor(
    private readonly orders: PaymentEventsRepository,
    private readonly rejectMoney: RejectMoney,
  ) {}

  async execute(tx: Tx, deliveries: Delivery<PaymentMismatchedEvent>[]): Promise<void> {
    const ids = deliveries.map(({ event }) => event.orderId);
    const orders = await this.orders.lock(tx, ids);
    for (const delivery of deliveries) {
      const { orderId, currency, webhook } = delivery.event;
      const reason = differenceOf(orders.get(orderId), currency);
      // Clear since it came: payments-ms has asked for its return before we heard of it.
      await this.rejectMoney.execute(tx, orders, delivery, reason, new Date(webhook.receivedAt));
    }
  }
}

function differenceOf(order: LockedOrder | undefined, currency: string): Rejection {
  if (!order) return 'unknown_order';
  return order.currency === currency ? 'amount_differs' : 'currency_differs';
}
