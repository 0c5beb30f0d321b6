import { Injectable } from '@nestjs/common';
import type { ListPlacedOrdersRequest, PlacedOrder, PlacedOrderPage } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import type { Order } from '../lifecycle/order.js';
import { OrderListRepository } from './order-list.repository.js';

/** Lists what orders take from the stock, of every customer and guest. */
@Injectable()
export class ListPlacedOrdersUseCase {
  constructor(private readonly orders: OrderListRepository) {}

  async execute(request: ListPlacedOrdersRequest): Promise<PlacedOrderPage> {
    const from = new Date(request.from);
    return pageOf(request, {
      read: (after, limit) => this.orders.list({ from }, after, limit),
      keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      view: placedOrder,
    });
  }
}

function placedOrder({ id: orderId, status, currency, lines }: Order): PlacedOrder {
  const items = new Map<string, PlacedOrder['items'][number]>();
  for (const { productId, quantity, unitAmount } of lines)
    items.set(productId, {
      productId,
      quantity: quantity + (items.get(productId)?.quantity ?? 0),
      unitAmount,
    });
  return { orderId, status, currency, items: [...items.values()] };
}
