import { Injectable } from '@nestjs/common';
import { type DeletedProduct, type DeleteProductRequest, ProductNotFound } from '@orderwire/contracts';
import { ProductRepository } from '../outbound/product.repository.js';

/** Removes a product from sale. Its reservations stay. */
@Injectable()
export class DeleteProductUseCase {
  constructor(private readonly products: ProductRepository) {}

  /** Throws products.not_found, also for a deleted product. */
  async execute({ productId }: DeleteProductRequest): Promise<DeletedProduct> {
    const deletedAt = new Date();
    if (!(await this.products.delete(productId, deletedAt))) throw ProductNotFound({ productId });
    return { id: productId, deletedAt: deletedAt.toISOString() };
  }
}
