import { Injectable } from '@nestjs/common';
import { OrderNotFound } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { scopeOf } from '../domain/access.js';
import type { Order } from '../domain/order.js';
import { OrderTokens } from '../domain/order-tokens.js';
import { OrderRepository } from '../outbound/order.repository.js';

/** Gives an order to those who may get at it; to all others it does not exist. */
@Injectable()
export class FindOrder {
  constructor(
    private readonly orders: OrderRepository,
    private readonly tokens: OrderTokens,
  ) {}

  /** Throws orders.not_found, after the same work for a foreign order as for one that never was. */
  async execute(orderId: string): Promise<Order> {
    const { actor, orderToken } = contextOrSystem();
    const scope = scopeOf(actor, this.tokens.opens(orderId, orderToken));
    const order = await this.orders.findWithin(orderId, scope);
    if (!order) throw OrderNotFound({ orderId });
    return order;
  }
}
