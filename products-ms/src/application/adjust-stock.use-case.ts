import { Injectable } from '@nestjs/common';
import {
  type AdjustStockRequest,
  IdempotencyKeyReused,
  InvalidMessage,
  MAX_STOCK,
  ProductNotFound,
  StockLow,
  type ProductView,
  StockTooLow,
} from '@orderwire/contracts';
import { contextOrSystem, Database, idempotentId, Outbox } from '@orderwire/platform';
import { stockLow, toProductView } from '../domain/product.js';
import { ProductRepository } from '../outbound/product.repository.js';
import { StockRepository } from '../outbound/stock.repository.js';

/** Corrects the available stock and records the actor and the reason. */
@Injectable()
export class AdjustStockUseCase {
  constructor(
    private readonly products: ProductRepository,
    private readonly stock: StockRepository,
    private readonly outbox: Outbox,
    private readonly database: Database,
  ) {}

  /**
   * A repeated request with its Idempotency-Key adjusts nothing and returns the product as it is now.
   * Throws products.not_found, products.stock_too_low, and invalid_message above MAX_STOCK.
   */
  async execute({ productId, delta, reason }: AdjustStockRequest): Promise<ProductView> {
    const { actor } = contextOrSystem();
    const requestId = idempotentId(`stock:${productId}`);
    const adjusted = await this.database.transaction(async (tx) => {
      const earlier = await this.stock.earlierAdjustment(tx, productId, requestId);
      if (earlier && (earlier.delta !== delta || earlier.reason !== reason)) throw IdempotencyKeyReused();
      if (earlier) return true;
      const { adjusted, low } = await this.stock.adjust(tx, productId, requestId, { delta, reason }, actor);
      for (const stock of low) this.outbox.add(tx, StockLow, stockLow(stock));
      return adjusted;
    });
    const product = await this.products.find(productId);
    if (!product) throw ProductNotFound({ productId });
    if (adjusted) return toProductView(product, actor);
    if (delta < 0) throw StockTooLow({ productId, available: product.stock?.available ?? 0 });
    throw InvalidMessage({
      errors: [{ path: 'delta', message: `delta would raise the stock above ${MAX_STOCK} units` }],
    });
  }
}
