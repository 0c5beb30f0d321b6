import { Injectable } from '@nestjs/common';
import { OrderNotFound } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { scopeOf } from '../customers/access.js';
import { OrderTokens } from '../customers/order-tokens.js';
import type { Order } from './order.js';
import { OrderRepository } from './order.repository.js';

/** Finds an order that the caller can access. */
@Injectable()
export class FindOrderUseCase {
  constructor(
    private readonly orders: OrderRepository,
    private readonly tokens: OrderTokens,
  ) {}

  /**
   * Throws orders.not_found, after the same work for a foreign order as for one that does not
   * exist.
   */
  async execute(orderId: string): Promise<Order> {
    const { actor, orderToken } = contextOrSystem();
    const scope = scopeOf(actor, this.tokens.verify(orderId, orderToken));
    const order = await this.orders.findWithin(orderId, scope);
    if (!order) throw OrderNotFound({ orderId });
    return order;
  }
}
