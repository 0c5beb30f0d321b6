import { Injectable } from '@nestjs/common';
import type { PaymentState } from '@orderwire/contracts';
import type { KeysetCursor } from '@orderwire/platform';
import { type Payment, type Prisma, PrismaClient } from '../generated/client.js';

/** An undefined field does not filter. */
export interface PaymentFilter {
  state?: PaymentState;
  /** Recorded at or after. */
  from?: Date;
  /** Recorded before. */
  to?: Date;
  currency?: string;
  /** Minor units, inclusive. */
  minAmount?: number;
  maxAmount?: number;
}

/** Lists of captures for staff. They are not on the path of an order, so Prisma builds their SQL. */
@Injectable()
export class PaymentListRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /** At most `limit` captures after the cursor, the one recorded last first. */
  list(filter: PaymentFilter, after: KeysetCursor | undefined, limit: number): Promise<Payment[]> {
    const { state, from, to, currency, minAmount, maxAmount } = filter;
    const amount = minAmount !== undefined || maxAmount !== undefined;
    return this.prisma.payment.findMany({
      where: {
        ...(state && { state }),
        ...(currency && { currency }),
        ...(amount && { amount: { gte: minAmount, lte: maxAmount } }),
        AND: [{ createdAt: { gte: from, lt: to } }, ...(after ? olderThan(after) : [])],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  find(id: string): Promise<Payment | null> {
    return this.prisma.payment.findUnique({ where: { id } });
  }

  /** The newest `limit` captures of an order. */
  ofOrder(orderId: string, limit: number): Promise<Payment[]> {
    return this.prisma.payment.findMany({
      where: { orderId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }
}

/** The index seeks by `lte`; the rest only skips captures of the same millisecond. */
const olderThan = ({ at, id }: KeysetCursor): Prisma.PaymentWhereInput[] => [
  { createdAt: { lte: at } },
  { OR: [{ createdAt: { lt: at } }, { id: { lt: id } }] },
];
