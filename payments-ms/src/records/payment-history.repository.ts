import { Injectable } from '@nestjs/common';
import {
  type Dispute,
  type LedgerEntry,
  type PaymentMark,
  type PaymentSession,
  PrismaClient,
  type Refund,
} from '../generated/client.js';

/** What followed captures of one order. */
export interface StoredHistory {
  readonly refunds: Refund[];
  readonly disputes: Dispute[];
  readonly marks: PaymentMark[];
  readonly ledger: LedgerEntry[];
}

/** Reads what belongs to the payments of an order, newest first. */
@Injectable()
export class PaymentHistoryRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /**
   * `paymentIds`: captures of the order. `onlyThese`: without what the order's other captures have.
   * At most `limit` of each.
   */
  async read(
    orderId: string,
    paymentIds: readonly string[],
    { onlyThese, limit }: { onlyThese: boolean; limit: number },
  ): Promise<StoredHistory> {
    const paymentId = { in: [...paymentIds] };
    const where = { orderId, ...(onlyThese && { paymentId }) };
    const [refunds, disputes, marks, ledger] = await Promise.all([
      this.prisma.refund.findMany({ where, orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }], take: limit }),
      this.prisma.dispute.findMany({ where, orderBy: [{ openedAt: 'desc' }, { id: 'desc' }], take: limit }),
      this.prisma.paymentMark.findMany({
        where: { paymentId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit,
      }),
      this.prisma.ledgerEntry.findMany({
        where,
        orderBy: [{ at: 'desc' }, { movement: 'desc' }, { account: 'desc' }, { currency: 'desc' }],
        take: limit,
      }),
    ]);
    return { refunds, disputes, marks, ledger };
  }

  /** The newest `limit` attempts of an order. */
  sessionsOf(orderId: string, limit: number): Promise<PaymentSession[]> {
    return this.prisma.paymentSession.findMany({
      where: { orderId },
      orderBy: { attempt: 'desc' },
      take: limit,
    });
  }

  /** By Stripe's id. */
  session(stripeId: string): Promise<PaymentSession | null> {
    return this.prisma.paymentSession.findUnique({ where: { stripeId } });
  }
}
