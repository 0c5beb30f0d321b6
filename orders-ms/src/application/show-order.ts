import { Injectable } from '@nestjs/common';
import type { OrderTimeline, OrderView } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { visible } from '../domain/access.js';
import { orderView } from '../domain/order.js';
import { OrderReader } from '../outbound/order.reader.js';
import { OrderRepository } from '../outbound/order.repository.js';

/** Shows one order, or all that happened to it, to those who may see it. Throws orders.not_found. */
@Injectable()
export class ShowOrder {
  constructor(
    private readonly orders: OrderRepository,
    private readonly reader: OrderReader,
  ) {}

  async order(orderId: string): Promise<OrderView> {
    return orderView(visible(contextOrSystem().actor, orderId, await this.orders.find(orderId)));
  }

  async timeline(orderId: string): Promise<OrderTimeline> {
    const { id } = visible(contextOrSystem().actor, orderId, await this.orders.find(orderId));
    return { orderId: id, entries: await this.reader.timeline(id) };
  }
}
