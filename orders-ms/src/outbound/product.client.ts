import { Injectable } from '@nestjs/common';
import { type OrderLine, type StockReservation, ValidateProducts } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import type { Line } from '../domain/order.js';

/** products-ms, as far as an order needs it. */
@Injectable()
export class ProductClient {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * Today's prices and names of the products, whose stock is held from now on. Repeating it holds nothing more.
   * Throws products.not_sellable, products.hold_conflict and what any question to a service throws.
   */
  async hold(items: OrderLine[], currency: string, hold: StockReservation): Promise<Line[]> {
    const wanted = items.map(({ productId, quantity }) => ({ productId, quantity }));
    const reply = await this.rpc.ask(ValidateProducts, { items: wanted, currency, hold });
    return reply.items.map(({ productId, name, unitAmount, quantity, imageUrl }) => ({
      productId,
      name,
      unitAmount,
      quantity,
      imageUrl,
    }));
  }
}
