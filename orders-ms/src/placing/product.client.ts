import { Injectable } from '@nestjs/common';
import { type OrderLine, ValidateProducts } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import type { PricedLine } from '../lifecycle/order.js';

/**
 * A payment captured in the session's last second, and reported late, still finds its reservation.
 */
const RESERVATION_MARGIN_MS = 15 * 60_000;

@Injectable()
export class ProductClient {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * Current names and prices of the products, whose stock is reserved for the order until 15
   * minutes after its payment session expires. Repeating the call extends the reservation.
   */
  async reserve(
    orderId: string,
    items: readonly OrderLine[],
    currency: string,
    sessionExpiresAt: Date,
  ): Promise<PricedLine[]> {
    const expiresAt = new Date(sessionExpiresAt.getTime() + RESERVATION_MARGIN_MS).toISOString();
    const reply = await this.rpc.request(ValidateProducts, {
      items: items.map(({ productId, quantity }) => ({ productId, quantity })),
      currency,
      hold: { orderId, expiresAt },
    });
    return reply.items.map(({ productId, name, unitAmount, quantity, imageUrl, taxClass = 'standard' }) => ({
      productId,
      name,
      unitAmount,
      quantity,
      imageUrl,
      taxClass,
    }));
  }
}
