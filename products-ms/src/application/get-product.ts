import { Injectable } from '@nestjs/common';
import { type GetProductRequest, ProductNotFound, type ProductView } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { viewOf } from '../domain/product.js';
import { ProductRepository } from '../outbound/product.repository.js';

/** Shows one product that is on sale. */
@Injectable()
export class GetProduct {
  constructor(private readonly products: ProductRepository) {}

  /** Throws products.not_found. */
  async execute({ productId }: GetProductRequest): Promise<ProductView> {
    const product = await this.products.find(productId);
    if (!product) throw ProductNotFound({ productId });
    return viewOf(product, contextOrSystem().actor);
  }
}
