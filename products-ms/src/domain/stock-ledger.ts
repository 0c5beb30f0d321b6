import type { StockLedgerEntry, StockMovement } from '@orderwire/contracts';

/** One movement of a product's counters, as it is stored. */
export interface LedgerEntry {
  id: string;
  movement: string;
  available: number;
  reserved: number;
  sold: bigint;
  orderId: string | null;
  reason: string | null;
  actorId: string | null;
  at: Date;
}

/** An entry as staff see it. */
export const toLedgerEntryView = ({ movement, sold, at, ...entry }: LedgerEntry): StockLedgerEntry => ({
  ...entry,
  movement: movement as StockMovement,
  sold: Number(sold),
  at: at.toISOString(),
});
