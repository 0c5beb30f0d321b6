import { GetOrder, type OrderPaidEvent, OrderPaid, type OrderCreatedEvent } from '@orderwire/contracts';
import type { Tx, Database } from '../database/database.js';
import type { Outbox } from '../outbox/outbox.js';
import { type Delivery, EventHandler } from './event-handler.js';

/** Compiled, never run: each line marked with ts-expect-error must not compile. */
export function publishing(outbox: Outbox, tx: Tx, database: Database): void {
  const paid: OrderPaidEvent = {
    orderId: 'x',
    currency: 'usd',
    totalAmount: 1,
    paymentId: 'pi',
    paidAt: 'now',
  };
  outbox.add(tx, OrderPaid, paid);

  // @ts-expect-error a field of the payload is missing
  outbox.add(tx, OrderPaid, { orderId: 'x' });

  // @ts-expect-error a field has the wrong type
  outbox.add(tx, OrderPaid, { ...paid, totalAmount: '1' });

  // @ts-expect-error a request is not published
  outbox.add(tx, GetOrder, { orderId: 'x' });

  // @ts-expect-error an event is published in a transaction only
  outbox.add(database, OrderPaid, paid);

  // @ts-expect-error an event is published in a transaction only
  outbox.add(OrderPaid, paid);
}

export class Handling {
  @EventHandler(OrderPaid, 'right')
  right(_deliveries: Delivery<OrderPaidEvent>[], _tx: Tx): Promise<void> {
    return Promise.resolve();
  }

  // @ts-expect-error another event's payload
  @EventHandler(OrderPaid, 'wrong_payload')
  wrongPayload(_deliveries: Delivery<OrderCreatedEvent>[], _tx: Tx): Promise<void> {
    return Promise.resolve();
  }

  // @ts-expect-error handlers receive batches
  @EventHandler(OrderPaid, 'not_a_batch')
  notABatch(_delivery: Delivery<OrderPaidEvent>, _tx: Tx): Promise<void> {
    return Promise.resolve();
  }

  // @ts-expect-error a request has no event handler
  @EventHandler(GetOrder, 'request')
  request(_deliveries: Delivery<OrderPaidEvent>[], _tx: Tx): Promise<void> {
    return Promise.resolve();
  }
}
