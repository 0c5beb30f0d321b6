import { Injectable } from '@nestjs/common';
import {
  InvalidMessage,
  ProductNotFound,
  type ProductView,
  type UpdateProductRequest,
} from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { requireChargeable } from '../domain/price-rules.js';
import { toProductView } from '../domain/product.js';
import { ProductRepository } from '../outbound/product.repository.js';

/** Changes a product. A new low threshold alone publishes no `stock.low`. */
@Injectable()
export class UpdateProductUseCase {
  constructor(private readonly products: ProductRepository) {}

  /** Throws products.not_found, and invalid_message for prices that cannot be charged. */
  async execute({ productId, ...changes }: UpdateProductRequest): Promise<ProductView> {
    rejectNull('name', changes.name);
    rejectNull('prices', changes.prices);
    rejectNull('taxClass', changes.taxClass);
    if (changes.prices) requireChargeable(changes.prices);
    const product = await this.products.update(productId, changes);
    if (!product) throw ProductNotFound({ productId });
    return toProductView(product, contextOrSystem().actor);
  }
}

/**
 * `@IsOptional()` in the contract accepts null, which clears description and image; name, prices and
 * tax class stay.
 */
function rejectNull(path: string, value: unknown): void {
  if (value === null) throw InvalidMessage({ errors: [{ path, message: `${path} cannot be cleared` }] });
}
