import { Injectable } from '@nestjs/common';
import { type GetProductRequest, ProductNotFound, type ProductView } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { toProductView } from '../domain/product.js';
import { ProductRepository } from '../outbound/product.repository.js';

/** Returns one product that is on sale. */
@Injectable()
export class GetProductUseCase {
  constructor(private readonly products: ProductRepository) {}

  /** Throws products.not_found. */
  async execute({ productId }: GetProductRequest): Promise<ProductView> {
    const product = await this.products.find(productId);
    if (!product) throw ProductNotFound({ productId });
    return toProductView(product, contextOrSystem().actor);
  }
}
