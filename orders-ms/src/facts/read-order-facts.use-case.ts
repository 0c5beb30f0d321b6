import { Injectable } from '@nestjs/common';
import {
  OrderCancelled,
  type OrderCancelledEvent,
  OrderCreated,
  type OrderCreatedEvent,
} from '@orderwire/contracts';
import { type FactQuery, Facts, type FoundFact } from '@orderwire/platform';
import { cancellation, lineViews } from '../lifecycle/order.js';
import { OrderFactRepository } from './order-fact.repository.js';

/** What order.created and order.cancelled tell, for read models that are built anew. */
@Injectable()
export class ReadOrderFactsUseCase {
  constructor(private readonly orders: OrderFactRepository) {}

  /** Every order. */
  @Facts(OrderCreated)
  async created(query: FactQuery): Promise<FoundFact<OrderCreatedEvent>[]> {
    const orders = await this.orders.created(query);
    return orders.map(({ id, at, currency, totalAmount, lines }) => ({
      ...{ id, at },
      event: {
        ...{ orderId: id, currency, totalAmount },
        items: lineViews(lines ?? []),
        createdAt: at.toISOString(),
      },
    }));
  }

  /** Every order that was cancelled; none that was never stored. */
  @Facts(OrderCancelled)
  async cancelled(query: FactQuery): Promise<FoundFact<OrderCancelledEvent>[]> {
    const orders = await this.orders.cancelled(query);
    return orders.map(({ id, at, reason }) => ({ id, at, event: cancellation(id, reason, at) }));
  }
}
