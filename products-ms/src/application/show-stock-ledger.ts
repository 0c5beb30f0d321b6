import { Injectable } from '@nestjs/common';
import { type ListStockLedgerRequest, ProductNotFound, type StockLedgerPage } from '@orderwire/contracts';
import { decodeCursor, encodeCursor } from '@orderwire/platform';
import { entryView } from '../domain/stock-ledger.js';
import { StockLedgerRepository } from '../outbound/stock-ledger.repository.js';

const DEFAULT_LIMIT = 20;

/** Shows how a product's counters came to be what they are, newest first. Also of products that are no longer on sale. */
@Injectable()
export class ShowStockLedger {
  constructor(private readonly ledger: StockLedgerRepository) {}

  /** Throws products.not_found, and invalid_message for a cursor that is not ours. */
  async execute({
    productId,
    cursor,
    limit = DEFAULT_LIMIT,
  }: ListStockLedgerRequest): Promise<StockLedgerPage> {
    const below = cursor ? decodeCursor(cursor).id : undefined;
    // One more than asked for: its presence says that there is a next page.
    const found = await this.ledger.page(productId, below, limit + 1);
    if (found.length === 0 && !(await this.ledger.knows(productId))) throw ProductNotFound({ productId });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map(entryView),
      meta: { nextCursor: found.length > limit && last ? encodeCursor(last) : null },
    };
  }
}
