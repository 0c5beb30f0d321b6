import { Injectable } from '@nestjs/common';
import { OrderPaid, type PaymentSucceededEvent, system } from '@orderwire/contracts';
import { type Delivery, Outbox, runInContext, type Tx } from '@orderwire/platform';
import { settle } from '../domain/settle.js';
import { type Entry, entry, paid, webhookSeen } from '../domain/timeline.js';
import { type PaidOrder, PaymentEventsRepository } from '../outbound/payment-events.repository.js';
import { RejectMoney } from './reject-money.js';

type Paying = Delivery<PaymentSucceededEvent>;

/** Turns captured money into PAID orders: a whole batch in two statements, and two more for each payment that pays nothing. */
@Injectable()
export class SettleOrders {
  constructor(
    private readonly orders: PaymentEventsRepository,
    private readonly rejectMoney: RejectMoney,
    private readonly outbox: Outbox,
  ) {}

  /** A payment that pays nothing stops no other: it is told in the order's timeline and goes back. */
  async execute(tx: Tx, deliveries: Paying[]): Promise<void> {
    const orders = await this.orders.lock(
      tx,
      deliveries.map(({ event }) => event.orderId),
    );
    const settled: PaidOrder[] = [];
    const entries: Entry[] = [];
    for (const delivery of deliveries) {
      const { event } = delivery;
      const order = orders.get(event.orderId);
      const decision = settle(order, event);
      if (decision.outcome === 'rejected')
        await this.rejectMoney.execute(tx, orders, delivery, decision.reason);
      if (!order || decision.outcome !== 'paid') continue;
      entries.push(...told(delivery));
      // The next payment of this batch must see what this one did.
      orders.set(order.id, { ...order, status: 'PAID', paymentId: event.paymentId });
      settled.push(event);
      this.announce(tx, delivery);
    }
    if (settled.length > 0) await this.orders.pay(tx, settled, entries);
  }

  private announce(tx: Tx, { event, correlationId }: Paying): void {
    const { orderId, currency, amount: totalAmount, paymentId, paidAt } = event;
    runInContext({ correlationId, actor: system }, () =>
      this.outbox.add(tx, OrderPaid, { orderId, currency, totalAmount, paymentId, paidAt }),
    );
  }
}

function told({ event, subject: cause, correlationId }: Paying): Entry[] {
  const { orderId, webhook } = event;
  const seen = { at: new Date(webhook.receivedAt), cause: webhook.eventId, correlationId };
  return [
    entry(orderId, seen, webhookSeen(webhook)),
    entry(orderId, { cause, correlationId }, paid(event, event.paidAt)),
  ];
}
