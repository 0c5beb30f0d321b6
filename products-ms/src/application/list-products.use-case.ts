import { Injectable } from '@nestjs/common';
import type { ListProductsRequest, ProductPage } from '@orderwire/contracts';
import { contextOrSystem, pageOf } from '@orderwire/platform';
import { toProductView } from '../domain/product.js';
import { type ProductFilter, ProductRepository } from '../outbound/product.repository.js';

const DEFAULT_CURRENCY = 'usd';

/** Lists the products on sale, newest first. */
@Injectable()
export class ListProductsUseCase {
  constructor(private readonly products: ProductRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  async execute(request: ListProductsRequest): Promise<ProductPage> {
    const { actor } = contextOrSystem();
    return pageOf(request, {
      read: (after, limit) => this.products.list(filterOf(request), after, limit),
      keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      view: (product) => toProductView(product, actor),
    });
  }
}

function filterOf({ search, currency, minPrice, maxPrice, available }: ListProductsRequest): ProductFilter {
  const min = minPrice ?? undefined;
  const max = maxPrice ?? undefined;
  const priced = currency || min !== undefined || max !== undefined;
  return {
    ...(search && { search }),
    ...(priced && { price: { currency: currency || DEFAULT_CURRENCY, min, max } }),
    ...(typeof available === 'boolean' && { available }),
  };
}
