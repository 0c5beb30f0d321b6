import { Injectable } from '@nestjs/common';
import type { DocumentIssuedEvent, DocumentKind } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';

type None = Record<string, never>;

/** The identity of a document that was issued before a restore. */
export interface ReservedNumber {
  readonly documentId: string;
  readonly series: string;
  readonly position: number;
  readonly issuedAt: Date;
}

/** One statement: each number is reserved, and no counter stays behind it. */
const add = statement<
  None,
  {
    kinds: string[];
    subjectIds: string[];
    documentIds: string[];
    series: string[];
    positions: number[];
    times: string[];
    seller: string;
  }
>(
  'reserved_numbers.add',
  `WITH lost AS MATERIALIZED (
     SELECT * FROM unnest((SELECT :kinds::text[]), (SELECT :subjectIds::uuid[]), (SELECT :documentIds::uuid[]),
       (SELECT :series::text[]), (SELECT :positions::int[]), (SELECT :times::timestamptz[]))
       AS l (kind, subject_id, document_id, series, position, issued_at)
   ), reserved AS (
     INSERT INTO reserved_numbers (kind, subject_id, document_id, series, position, issued_at)
     SELECT kind, subject_id, document_id, series, position, issued_at FROM lost
     WHERE NOT EXISTS (SELECT FROM documents d WHERE d.kind = lost.kind AND d.subject_id = lost.subject_id AND d.number IS NOT NULL)
     ON CONFLICT (kind, subject_id) DO NOTHING
   )
   INSERT INTO counters (seller, series, last) SELECT :seller, series, max(position) FROM lost GROUP BY series
   ON CONFLICT (seller, series) DO UPDATE SET last = greatest(counters.last, excluded.last)`,
);

const take = statement<ReservedNumber, { kind: string; subjectId: string }>(
  'reserved_numbers.take',
  `DELETE FROM reserved_numbers WHERE kind = :kind AND subject_id = :subjectId
   RETURNING document_id AS "documentId", series, position, issued_at AS "issuedAt"`,
);

/** Numbers of documents that a restore of this database lost. */
@Injectable()
export class ReservedNumberRepository {
  constructor(private readonly database: Database) {}

  async add(issued: readonly DocumentIssuedEvent[], seller: string): Promise<void> {
    if (issued.length === 0) return;
    const parts = issued.map(({ number }) => /^(.+)-(\d+)$/.exec(number) ?? []);
    await this.database.run(add, {
      seller,
      kinds: issued.map(({ kind }) => kind),
      subjectIds: issued.map(({ orderId, refundId }) => refundId ?? orderId),
      documentIds: issued.map(({ documentId }) => documentId),
      series: parts.map(([, series = '']) => series),
      positions: parts.map(([, , position = '0']) => Number(position)),
      times: issued.map(({ issuedAt }) => issuedAt),
    });
  }

  /** The number of this document, if it had one before the restore. It is given back on a rollback. */
  async take(tx: Tx, kind: DocumentKind, subjectId: string): Promise<ReservedNumber | undefined> {
    return (await tx.run(take, { kind, subjectId }))[0];
  }
}
