import { Injectable } from '@nestjs/common';
import {
  type AdjustStockRequest,
  InvalidMessage,
  MAX_STOCK,
  ProductNotFound,
  type ProductView,
  StockTooLow,
} from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { viewOf } from '../domain/product.js';
import { ProductRepository } from '../outbound/product.repository.js';
import { StockRepository } from '../outbound/stock.repository.js';
import { AnnounceLowStock } from './announce-low-stock.js';

/** Corrects the stock on hand and keeps who did it and why. */
@Injectable()
export class AdjustStock {
  constructor(
    private readonly products: ProductRepository,
    private readonly stock: StockRepository,
    private readonly announceLow: AnnounceLowStock,
    private readonly database: Database,
  ) {}

  /** Throws products.not_found, products.stock_too_low, and invalid_message above MAX_STOCK. */
  async execute({ productId, delta, reason }: AdjustStockRequest): Promise<ProductView> {
    const { actor } = contextOrSystem();
    const adjusted = await this.database.transaction(async (tx) => {
      const { adjusted, low } = await this.stock.adjust(tx, productId, delta, reason, actor);
      this.announceLow.execute(tx, low);
      return adjusted;
    });
    const product = await this.products.find(productId);
    if (!product) throw ProductNotFound({ productId });
    if (adjusted) return viewOf(product, actor);
    if (delta < 0) throw StockTooLow({ productId, available: product.stock?.available ?? 0 });
    throw InvalidMessage({
      errors: [{ path: 'delta', message: `delta would put more than ${MAX_STOCK} units on the shelf` }],
    });
  }
}
