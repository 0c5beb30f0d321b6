import { Injectable } from '@nestjs/common';
import {
  InvalidMessage,
  ProductNotFound,
  type ProductView,
  type UpdateProductRequest,
} from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { mustBeChargeable } from '../domain/price-rules.js';
import { viewOf } from '../domain/product.js';
import { ProductRepository } from '../outbound/product.repository.js';

/** Changes name, description, image, prices or low threshold of a product. A new threshold announces nothing by itself. */
@Injectable()
export class UpdateProduct {
  constructor(private readonly products: ProductRepository) {}

  /** Throws products.not_found, and invalid_message for prices that cannot be charged. */
  async execute({ productId, ...changes }: UpdateProductRequest): Promise<ProductView> {
    mustNotBeNull('name', changes.name);
    mustNotBeNull('prices', changes.prices);
    if (changes.prices) mustBeChargeable(changes.prices);
    const product = await this.products.update(productId, changes);
    if (!product) throw ProductNotFound({ productId });
    return viewOf(product, contextOrSystem().actor);
  }
}

/** The contract lets null through everywhere, because it clears description and image; a product is never nameless. */
function mustNotBeNull(path: string, value: unknown): void {
  if (value === null) throw InvalidMessage({ errors: [{ path, message: `${path} cannot be cleared` }] });
}
