import { Injectable } from '@nestjs/common';
import { type DeletedProduct, type DeleteProductRequest, ProductNotFound } from '@orderwire/contracts';
import { ProductRepository } from '../outbound/product.repository.js';

/** Takes a product off sale for good; what orders hold of it stays held. */
@Injectable()
export class DeleteProduct {
  constructor(private readonly products: ProductRepository) {}

  /** Throws products.not_found, also the second time. */
  async execute({ productId }: DeleteProductRequest): Promise<DeletedProduct> {
    const deletedAt = new Date();
    if (!(await this.products.delete(productId, deletedAt))) throw ProductNotFound({ productId });
    return { id: productId, deletedAt: deletedAt.toISOString() };
  }
}
