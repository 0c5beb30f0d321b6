import { Injectable } from '@nestjs/common';
import type { LedgerEntry } from '../domain/stock-ledger.js';
import { type Prisma, PrismaClient } from './generated/client.js';

const select = {
  id: true,
  movement: true,
  available: true,
  reserved: true,
  sold: true,
  orderId: true,
  reason: true,
  actorId: true,
  at: true,
} as const satisfies Prisma.StockLedgerEntrySelect;

/** Reads the stock ledger. The statements that move stock write it. */
@Injectable()
export class StockLedgerRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /** At most `limit` entries below this id, newest first, along the primary key. */
  list(productId: string, belowId: string | undefined, limit: number): Promise<LedgerEntry[]> {
    return this.prisma.stockLedgerEntry.findMany({
      where: { productId, ...(belowId && { id: { lt: belowId } }) },
      orderBy: { id: 'desc' },
      take: limit,
      select,
    });
  }

  /** Whether the product exists, deleted or not. */
  async productExists(productId: string): Promise<boolean> {
    return (await this.prisma.product.count({ where: { id: productId } })) > 0;
  }
}
