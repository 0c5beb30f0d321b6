import { Injectable } from '@nestjs/common';
import type { ListProductsRequest, ProductPage } from '@orderwire/contracts';
import { contextOrSystem, decodeCursor, encodeCursor } from '@orderwire/platform';
import { viewOf } from '../domain/product.js';
import { type ProductFilter, ProductRepository } from '../outbound/product.repository.js';

const DEFAULT_LIMIT = 20;
const DEFAULT_CURRENCY = 'usd';

/** Shows the products on sale, newest first, page by page. */
@Injectable()
export class ListProducts {
  constructor(private readonly products: ProductRepository) {}

  /** Throws invalid_message for a cursor that is not ours. */
  async execute(request: ListProductsRequest): Promise<ProductPage> {
    const { actor } = contextOrSystem();
    const limit = request.limit ?? DEFAULT_LIMIT;
    const below = request.cursor ? decodeCursor(request.cursor) : undefined;
    // One more than asked for: its presence says that there is a next page.
    const found = await this.products.list(filterOf(request), below, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map((product) => viewOf(product, actor)),
      meta: {
        nextCursor: found.length > limit && last ? encodeCursor({ at: last.createdAt, id: last.id }) : null,
      },
    };
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
