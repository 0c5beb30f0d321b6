import { Injectable } from '@nestjs/common';
import { StockLow } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import type { LowStock } from '../domain/product.js';

/** Publishes `stock.low` in the transaction that moved the units. */
@Injectable()
export class PublishLowStockUseCase {
  constructor(private readonly outbox: Outbox) {}

  execute(tx: Tx, low: readonly LowStock[]): void {
    const at = new Date().toISOString();
    for (const stock of low) this.outbox.add(tx, StockLow, { ...stock, at });
  }
}
