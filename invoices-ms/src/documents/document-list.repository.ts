import { Injectable } from '@nestjs/common';
import type { DocumentView, ListDocumentsRequest } from '@orderwire/contracts';
import { Database, type KeysetCursor, statement } from '@orderwire/platform';
import { type Prisma, PrismaClient } from '../generated/client.js';

/** What a list shows: everything but the content. */
const columns = {
  ...{ id: true, kind: true, number: true, orderId: true, subjectId: true, refersTo: true, currency: true },
  ...{ totalAmount: true, taxAmount: true, issuedAt: true, pdfSha256: true, eInvoice: true },
} satisfies Prisma.DocumentSelect;

type Row = Omit<Prisma.DocumentGetPayload<{ select: typeof columns }>, 'totalAmount' | 'taxAmount'> & {
  totalAmount: bigint | number | null;
  taxAmount: bigint | number | null;
};

const ofOrder = statement<Row, { orderId: string }>(
  'documents.views_of_order',
  `SELECT id, kind, number, order_id AS "orderId", subject_id AS "subjectId", refers_to AS "refersTo", currency,
     total_amount AS "totalAmount", tax_amount AS "taxAmount", issued_at AS "issuedAt", pdf_sha256 AS "pdfSha256",
     e_invoice AS "eInvoice"
   FROM documents WHERE order_id = :orderId AND number IS NOT NULL ORDER BY issued_at, id`,
);

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
  constructor(
    private readonly prisma: PrismaClient,
    private readonly database: Database,
  ) {}

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

  /** Oldest first. A statement of ours: shoppers wait for it. */
  ofOrder(orderId: string): Promise<Row[]> {
    return this.database.run(ofOrder, { orderId });
  }
}
