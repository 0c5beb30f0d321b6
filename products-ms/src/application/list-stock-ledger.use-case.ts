import { Injectable } from '@nestjs/common';
import { type ListStockLedgerRequest, ProductNotFound, type StockLedgerPage } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { toLedgerEntryView } from '../domain/stock-ledger.js';
import { StockLedgerRepository } from '../outbound/stock-ledger.repository.js';

/** Lists the stock movements of a product, newest first, also of a deleted one. */
@Injectable()
export class ListStockLedgerUseCase {
  constructor(private readonly ledger: StockLedgerRepository) {}

  /** Throws products.not_found, and invalid_message for an invalid cursor. */
  async execute(request: ListStockLedgerRequest): Promise<StockLedgerPage> {
    const { productId } = request;
    const page = await pageOf(request, {
      read: (after, limit) => this.ledger.list(productId, after?.id, limit),
      keyOf: ({ at, id }) => ({ at, id }),
      view: toLedgerEntryView,
    });
    if (page.data.length === 0 && !(await this.ledger.productExists(productId)))
      throw ProductNotFound({ productId });
    return page;
  }
}
