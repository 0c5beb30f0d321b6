import { Injectable } from '@nestjs/common';
import {
  type CreateProductRequest,
  IdempotencyKeyReused,
  ProductNotFound,
  type ProductView,
} from '@orderwire/contracts';
import { contextOrSystem, idempotentId, requestHash } from '@orderwire/platform';
import { requireChargeable } from '../domain/price-rules.js';
import { toProductView } from '../domain/product.js';
import { ProductRepository } from '../outbound/product.repository.js';

/** Adds a product to the catalogue. */
@Injectable()
export class CreateProductUseCase {
  constructor(private readonly products: ProductRepository) {}

  /**
   * A repeated request with its Idempotency-Key returns the same product, as it is now. Throws
   * invalid_message for prices that cannot be charged, and products.not_found when a repeated
   * request's product was deleted.
   */
  async execute(request: CreateProductRequest): Promise<ProductView> {
    const { actor } = contextOrSystem();
    const { name, description = null, imageUrl = null, prices, stock, lowThreshold = null } = request;
    const { taxClass = 'standard' } = request;
    requireChargeable(prices);
    const id = idempotentId('products');
    const hash = requestHash(request);
    const product = { name, description, imageUrl, prices, taxClass, stock: stock ?? 0, lowThreshold };
    if ((await this.products.create(id, hash, product, actor)) !== hash) throw IdempotencyKeyReused();
    const stored = await this.products.find(id);
    if (!stored) throw ProductNotFound({ productId: id });
    return toProductView(stored, actor);
  }
}
