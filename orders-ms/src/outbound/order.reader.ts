import { Injectable } from '@nestjs/common';
import type { DisputeState, OrderStatus, ShippingAddress, TimelineEntry } from '@orderwire/contracts';
import type { KeysetCursor } from '@orderwire/platform';
import type { HeldUpBy, Order } from '../domain/order.js';
import { type Prisma, PrismaClient } from './generated/client.js';

/** Which orders a list shows. */
export interface OrderFilter {
  /** Owned by this account. */
  customerId?: string;
  /** In the hands of this staff member. */
  assigneeId?: string;
  status?: OrderStatus;
  dispute?: DisputeState;
  /** Created at or after. */
  from?: Date;
  /** Created before. */
  to?: Date;
}

const columns = {
  id: true,
  status: true,
  currency: true,
  totalAmount: true,
  totalItems: true,
  email: true,
  shippingAddress: true,
  customerId: true,
  assigneeId: true,
  paymentAttempt: true,
  sessionExpiresAt: true,
  createdAt: true,
  paidAt: true,
  paymentId: true,
  receiptUrl: true,
  refundedAmount: true,
  dispute: true,
  heldUpBy: true,
  lookAgainAt: true,
  lines: {
    select: { productId: true, name: true, unitAmount: true, quantity: true, imageUrl: true },
    orderBy: { lineNo: 'asc' },
  },
} satisfies Prisma.OrderSelect;

/** Lists for people: Prisma, since nothing here is on the path of an order. */
@Injectable()
export class OrderReader {
  constructor(private readonly prisma: PrismaClient) {}

  /** Newest first, strictly after `after`. Two statements: the orders, and the lines of all of them. */
  async list(
    { customerId, assigneeId, status, dispute, from, to }: OrderFilter,
    after: KeysetCursor | undefined,
    limit: number,
  ): Promise<Order[]> {
    const rows = await this.prisma.order.findMany({
      select: columns,
      where: {
        ...(customerId && { customerId }),
        ...(assigneeId && { assigneeId }),
        ...(status && { status }),
        ...(dispute && { dispute }),
        AND: [
          { createdAt: { gte: from, lt: to } },
          // `lte` is what an index can seek to; the rest only skips orders of the same millisecond.
          ...(after
            ? [
                { createdAt: { lte: after.at } },
                { OR: [{ createdAt: { lt: after.at } }, { id: { lt: after.id } }] },
              ]
            : []),
        ],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return rows.map((row) => ({
      ...row,
      status: row.status as OrderStatus,
      dispute: row.dispute as DisputeState | null,
      heldUpBy: row.heldUpBy as HeldUpBy | null,
      shippingAddress: row.shippingAddress as ShippingAddress | null,
    }));
  }

  /** Everything that happened to an order, oldest first. */
  async timeline(orderId: string): Promise<TimelineEntry[]> {
    const rows = await this.prisma.timelineEntry.findMany({
      select: {
        id: true,
        step: true,
        at: true,
        cause: true,
        correlationId: true,
        message: true,
        details: true,
      },
      where: { orderId },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    });
    return rows.map((row) => ({
      ...row,
      step: row.step as TimelineEntry['step'],
      at: row.at.toISOString(),
      details: row.details as Record<string, unknown>,
    }));
  }
}
