import { Injectable } from '@nestjs/common';
import type { OrderLine } from '@orderwire/contracts';
import type { Line } from '../domain/order.js';
import { ProductClient } from '../outbound/product.client.js';
import { SessionTimes } from './session-times.js';

/** Holds an order's stock for as long as its payment link lives, and a margin. */
@Injectable()
export class HoldStock {
  constructor(
    private readonly products: ProductClient,
    private readonly times: SessionTimes,
  ) {}

  /** Today's names and prices. Throws products.not_sellable and products.hold_conflict. */
  async execute(orderId: string, items: OrderLine[], currency: string, sessionExpiry: Date): Promise<Line[]> {
    const expiresAt = this.times.holdExpiry(sessionExpiry).toISOString();
    return this.products.hold(items, currency, { orderId, expiresAt });
  }
}
