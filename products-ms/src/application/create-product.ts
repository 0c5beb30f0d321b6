import { Injectable } from '@nestjs/common';
import type { CreateProductRequest, ProductView } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { mustBeChargeable } from '../domain/price-rules.js';
import { viewOf } from '../domain/product.js';
import { ProductRepository } from '../outbound/product.repository.js';

/** Adds a product to the catalogue. */
@Injectable()
export class CreateProduct {
  constructor(private readonly products: ProductRepository) {}

  /** Throws invalid_message for prices that cannot be charged. */
  async execute(request: CreateProductRequest): Promise<ProductView> {
    const { actor } = contextOrSystem();
    const { name, description, imageUrl, prices, stock, lowThreshold } = request;
    mustBeChargeable(prices);
    const product = await this.products.create(
      {
        name,
        description: description ?? null,
        imageUrl: imageUrl ?? null,
        prices,
        stock: stock ?? 0,
        lowThreshold: lowThreshold ?? null,
      },
      actor,
    );
    return viewOf(product, actor);
  }
}
