import { Injectable } from '@nestjs/common';
import type { OrderTimeline, OrderView } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { isInsider } from '../domain/access.js';
import { orderView } from '../domain/order.js';
import { standingOf } from '../domain/standing.js';
import { forShoppers } from '../domain/timeline.js';
import { OrderReader } from '../outbound/order.reader.js';
import { FindOrder } from './find-order.js';

/** Shows one order, or all that happened to it, to those who may see it. Throws orders.not_found. */
@Injectable()
export class ShowOrder {
  constructor(
    private readonly find: FindOrder,
    private readonly reader: OrderReader,
  ) {}

  async order(orderId: string): Promise<OrderView> {
    return orderView(await this.find.execute(orderId), contextOrSystem().actor);
  }

  async timeline(orderId: string): Promise<OrderTimeline> {
    const order = await this.find.execute(orderId);
    const all = await this.reader.timeline(order.id);
    const insider = isInsider(contextOrSystem().actor);
    const entries = insider ? all : forShoppers(all);
    return { orderId: order.id, standing: standingOf(order, entries, new Date(), insider), entries };
  }
}
