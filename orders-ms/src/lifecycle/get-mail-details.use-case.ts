import { Injectable } from '@nestjs/common';
import { type GetMailDetailsRequest, guest, type MailDetails } from '@orderwire/contracts';
import { OrderTokens } from '../customers/order-tokens.js';
import { orderView } from './order.js';
import { OrderRepository } from './order.repository.js';

/** Returns what e-mails about orders need, with the token of each guest's order. */
@Injectable()
export class GetMailDetailsUseCase {
  constructor(
    private readonly orders: OrderRepository,
    private readonly tokens: OrderTokens,
  ) {}

  async execute({ orderIds }: GetMailDetailsRequest): Promise<MailDetails> {
    const orders = await this.orders.findAll(orderIds);
    return {
      orders: orders.map((order) => ({
        order: orderView(order, guest),
        customerId: order.customerId,
        locale: order.locale,
        orderToken: order.customerId === null ? this.tokens.make(order.id) : null,
        payUntil: order.sessionExpiresAt.toISOString(),
      })),
    };
  }
}
