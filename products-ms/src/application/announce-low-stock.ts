import { Injectable } from '@nestjs/common';
import { StockLow } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import type { FallenStock } from '../domain/low-stock.js';

/** Tells that products are running out, with the transaction that took their units. */
@Injectable()
export class AnnounceLowStock {
  constructor(private readonly outbox: Outbox) {}

  execute(tx: Tx, fallen: readonly FallenStock[]): void {
    const at = new Date().toISOString();
    for (const stock of fallen) this.outbox.add(tx, StockLow, { ...stock, at });
  }
}
