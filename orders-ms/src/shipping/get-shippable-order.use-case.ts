import { Injectable } from '@nestjs/common';
import { guest, OrderNotFound, type ShippableOrder } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { mergeLines, orderView } from '../lifecycle/order.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { shippingBlocks } from '../lifecycle/order-status.js';
import { isRefundPending } from '../refunds/refund.js';
import { RefundRepository } from '../refunds/refund.repository.js';
import { countedRestocks } from '../refunds/restock.js';

/** Returns an order with what decides whether it is shipped, and what of it can be returned. */
@Injectable()
export class GetShippableOrderUseCase {
  constructor(
    private readonly orders: OrderRepository,
    private readonly refunds: RefundRepository,
    private readonly database: Database,
  ) {}

  /** Throws orders.not_found. */
  async execute(orderId: string): Promise<ShippableOrder> {
    const order = await this.orders.find(orderId);
    if (!order) throw OrderNotFound({ orderId });
    const refunds = await this.refunds.ofOrders(this.database, [orderId]);
    const blocks = shippingBlocks({ ...order, refundPending: isRefundPending(order, refunds) });
    return {
      order: orderView(order, guest),
      blockedBy: blocks.map(({ code }) => code),
      restocked: mergeLines(countedRestocks(refunds)),
    };
  }
}
