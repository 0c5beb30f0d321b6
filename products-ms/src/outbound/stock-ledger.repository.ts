import { Injectable } from '@nestjs/common';
import type { LedgerEntry } from '../domain/stock-ledger.js';
import { type Prisma, PrismaClient } from './generated/client.js';

const view = {
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

/** Reads the stock ledger; the statements that move stock write it. */
@Injectable()
export class StockLedgerRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /** At most `limit` entries before this one, newest first: a walk along the primary key. */
  page(productId: string, before: string | undefined, limit: number): Promise<LedgerEntry[]> {
    return this.prisma.stockLedgerEntry.findMany({
      where: { productId, ...(before && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit,
      select: view,
    });
  }

  /** Whether there is or was such a product. */
  async knows(productId: string): Promise<boolean> {
    return (await this.prisma.product.count({ where: { id: productId } })) > 0;
  }
}
