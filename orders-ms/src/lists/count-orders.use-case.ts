import { Injectable } from '@nestjs/common';
import type { CountOrdersRequest, OrderCount } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { filterOf } from './order-filter.js';
import { OrderListRepository } from './order-list.repository.js';

/** Counts the orders that match a filter. */
@Injectable()
export class CountOrdersUseCase {
  constructor(private readonly orders: OrderListRepository) {}

  async execute({ filter, upTo }: CountOrdersRequest): Promise<OrderCount> {
    const count = await this.orders.count(filterOf(filter, contextOrSystem().actor), upTo + 1);
    return { count: Math.min(count, upTo), more: count > upTo };
  }
}
