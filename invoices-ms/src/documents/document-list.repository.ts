import { Injectable } from '@nestjs/common';
import type { DocumentView, ListDocumentsRequest } from '@orderwire/contracts';
import type { KeysetCursor } from '@orderwire/platform';
import { type Prisma, PrismaClient } from '../generated/client.js';

/** What a list shows: everything but the content. */
const columns = {
  ...{ id: true, kind: true, number: true, orderId: true, subjectId: true, refersTo: true, currency: true },
  ...{ totalAmount: true, taxAmount: true, issuedAt: true, pdfSha256: true, eInvoice: true },
} satisfies Prisma.DocumentSelect;

type Row = Prisma.DocumentGetPayload<{ select: typeof columns }>;

export const documentView = (row: Row): DocumentView => ({
  id: row.id,
  kind: row.kind as DocumentView['kind'],
  number: row.number ?? '',
  orderId: row.orderId,
  refundId: row.kind === 'invoice' ? null : row.subjectId,
  refersTo: row.refersTo,
  currency: row.currency ?? '',
  totalAmount: Number(row.totalAmount),
  taxAmount: Number(row.taxAmount),
  issuedAt: row.issuedAt?.toISOString() ?? '',
  ready: row.pdfSha256 !== null,
  eInvoice: row.eInvoice,
});

/** Reads issued documents. */
@Injectable()
export class DocumentListRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /** At most `limit` documents after the cursor, newest first. */
  list(filter: ListDocumentsRequest, after: KeysetCursor | undefined, limit: number): Promise<Row[]> {
    const { kind, number, from, to } = filter;
    return this.prisma.document.findMany({
      select: columns,
      where: {
        issuedAt: { not: null, ...(from && { gte: from }), ...(to && { lt: to }) },
        ...(kind && { kind }),
        ...(number && { number }),
        ...(after && {
          AND: [
            { issuedAt: { lte: after.at } },
            { OR: [{ issuedAt: { lt: after.at } }, { id: { lt: after.id } }] },
          ],
        }),
      },
      orderBy: [{ issuedAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  ofOrder(orderId: string): Promise<Row[]> {
    return this.prisma.document.findMany({
      select: columns,
      where: { orderId, issuedAt: { not: null } },
      orderBy: [{ issuedAt: 'asc' }, { id: 'asc' }],
    });
  }
}
