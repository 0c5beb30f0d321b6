import { Injectable } from '@nestjs/common';
import type {
  Address,
  BillingDetails,
  DisputeState,
  OrderStatus,
  OrderTax,
  ReviewState,
  TaxReason,
} from '@orderwire/contracts';
import type { KeysetCursor } from '@orderwire/platform';
import { type Prisma, PrismaClient } from '../generated/client.js';
import type { Order } from './order.js';
import { lineColumns, orderColumns } from './order.repository.js';
import type { CancellationBlocker } from './overdue-order.js';

export interface OrderFilter {
  /** Owned by this account. */
  customerId?: string;
  /** Assigned to this staff member. */
  assigneeId?: string;
  status?: OrderStatus;
  dispute?: DisputeState;
  fraudWarning?: boolean;
  review?: ReviewState;
  /** Created at or after. */
  from?: Date;
  /** Created before. */
  to?: Date;
}

const selected = <Field extends string>(columns: Record<Field, string>) =>
  Object.fromEntries(Object.keys(columns).map((field) => [field, true])) as Record<Field, true>;

const fields = {
  ...selected(orderColumns),
  lines: { select: selected(lineColumns), orderBy: { lineNo: 'asc' } },
} satisfies Prisma.OrderSelect;

const numberOrNull = (value: bigint | null): number | null => (value === null ? null : Number(value));

/** Lists of orders. They are not on the path of an order, so Prisma builds their SQL. */
@Injectable()
export class OrderListRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /**
   * Newest first, strictly after the cursor. Two statements: the orders, and the lines of all of
   * them.
   */
  async list(
    { customerId, assigneeId, status, dispute, fraudWarning, review, from, to }: OrderFilter,
    after: KeysetCursor | undefined,
    limit: number,
  ): Promise<Order[]> {
    const rows = await this.prisma.order.findMany({
      select: fields,
      where: {
        ...(customerId && { customerId }),
        ...(assigneeId && { assigneeId }),
        ...(status && { status }),
        ...(dispute && { dispute }),
        ...(fraudWarning !== undefined && { fraudWarning }),
        ...(review && { review }),
        AND: [
          { createdAt: { gte: from, lt: to } },
          // The index seeks by `lte`; the rest only skips orders of the same millisecond.
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
      totalAmount: Number(row.totalAmount),
      refundedAmount: Number(row.refundedAmount),
      taxAmount: numberOrNull(row.taxAmount),
      taxes: row.taxes as OrderTax[] | null,
      lines: row.lines.map((line) => ({
        ...line,
        unitAmount: Number(line.unitAmount),
        taxReason: line.taxReason as TaxReason | null,
        taxableAmount: numberOrNull(line.taxableAmount),
        taxAmount: numberOrNull(line.taxAmount),
      })),
      status: row.status as OrderStatus,
      dispute: row.dispute as DisputeState | null,
      review: row.review as ReviewState | null,
      cancellationBlockedBy: row.cancellationBlockedBy as CancellationBlocker | null,
      shippingAddress: row.shippingAddress as Address | null,
      tracking: row.tracking as Order['tracking'],
      billing: row.billing as BillingDetails | null,
    }));
  }
}
