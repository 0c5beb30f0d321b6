import { Injectable } from '@nestjs/common';
import { OrderPaid, type PaymentSucceededEvent, system } from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, Outbox, runInContext, type Tx } from '@orderwire/platform';
import { type Rejection, settle } from '../domain/settle.js';
import { type Entry, entry, paid, paymentRejected, webhookSeen } from '../domain/timeline.js';
import { type PaidOrder, PaymentEventsRepository } from '../outbound/payment-events.repository.js';

type Paying = Delivery<PaymentSucceededEvent>;

/** Turns captured money into PAID orders: a whole batch in two statements. */
@Injectable()
export class SettleOrders {
  constructor(
    private readonly orders: PaymentEventsRepository,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** A payment that pays nothing stops no other: it is reported, in the order's timeline where there is an order. */
  async execute(tx: Tx, deliveries: Paying[]): Promise<void> {
    const orders = await this.orders.lock(
      tx,
      deliveries.map(({ event }) => event.orderId),
    );
    const settled: PaidOrder[] = [];
    const entries: Entry[] = [];
    for (const delivery of deliveries) {
      const { event } = delivery;
      const order = orders.get(event.orderId.toLowerCase());
      const decision = settle(order, event);
      if (decision.outcome === 'already_paid') continue;
      if (decision.outcome === 'rejected') this.report(delivery, decision.reason);
      if (!order) continue;
      entries.push(...told(delivery, decision));
      if (decision.outcome !== 'paid') continue;
      // The next payment of this batch must see what this one did.
      orders.set(order.id, { ...order, status: 'PAID', paymentId: event.paymentId });
      settled.push(event);
      this.announce(tx, delivery);
    }
    if (entries.length > 0) await this.orders.pay(tx, settled, entries);
  }

  private announce(tx: Tx, { event, correlationId }: Paying): void {
    const { orderId, currency, amount: totalAmount, paymentId, paidAt } = event;
    runInContext({ correlationId, actor: system }, () =>
      this.outbox.add(tx, OrderPaid, { orderId, currency, totalAmount, paymentId, paidAt }),
    );
  }

  private report({ event, correlationId }: Paying, reason: Rejection): void {
    const { orderId, paymentId, amount, currency } = event;
    const money = { correlationId, orderId, paymentId, amount, currency, reason };
    if (reason === 'unknown_order')
      this.log.error(money, 'money was captured for an order that does not exist');
    else this.log.warn(money, 'money was captured that does not pay its order');
  }
}

function told(
  { event, subject: cause, correlationId }: Paying,
  decision: { outcome: 'paid' } | { outcome: 'rejected'; reason: Rejection },
): Entry[] {
  const { orderId, webhook } = event;
  const seen = { at: new Date(webhook.receivedAt), cause: webhook.eventId, correlationId };
  const happening =
    decision.outcome === 'paid' ? paid(event, event.paidAt) : paymentRejected(event, decision.reason);
  return [entry(orderId, seen, webhookSeen(webhook)), entry(orderId, { cause, correlationId }, happening)];
}
