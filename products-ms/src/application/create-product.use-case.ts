import { Injectable } from '@nestjs/common';
import type { CreateProductRequest, ProductView } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { requireChargeable } from '../domain/price-rules.js';
import { toProductView } from '../domain/product.js';
import { ProductRepository } from '../outbound/product.repository.js';

/** Adds a product to the catalogue. */
@Injectable()
export class CreateProductUseCase {
  constructor(private readonly products: ProductRepository) {}

  /** Throws invalid_message for prices that cannot be charged. */
  async execute(request: CreateProductRequest): Promise<ProductView> {
    const { actor } = contextOrSystem();
    const { name, description = null, imageUrl = null, prices, stock, lowThreshold = null } = request;
    const { taxClass = 'standard' } = request;
    requireChargeable(prices);
    const product = { name, description, imageUrl, prices, taxClass, stock: stock ?? 0, lowThreshold };
    return toProductView(await this.products.create(product, actor), actor);
  }
}
