import { Injectable } from '@nestjs/common';
import type { ListOrdersRequest, OrderPage } from '@orderwire/contracts';
import { contextOrSystem, pageOf } from '@orderwire/platform';
import { orderView } from '../lifecycle/order.js';
import { filterOf } from './order-filter.js';
import { OrderListRepository } from './order-list.repository.js';

/** Lists orders, newest first: customers see their own, staff see all. */
@Injectable()
export class ListOrdersUseCase {
  constructor(private readonly orders: OrderListRepository) {}

  async execute({ cursor, limit, ...requested }: ListOrdersRequest): Promise<OrderPage> {
    const { actor } = contextOrSystem();
    const filter = filterOf(requested, actor);
    return pageOf(
      { ...(cursor && { cursor }), ...(limit && { limit }) },
      {
        read: (after, count) => this.orders.list(filter, after, count),
        keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
        view: (order) => orderView(order, actor),
      },
    );
  }
}
