import { Injectable } from '@nestjs/common';
import type { DocumentKind } from '@orderwire/contracts';
import { Database, statement, storableText, type Tx } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import type { DocumentDraft, DocumentWork, Issue, Issued } from './document.js';

type None = Record<string, never>;

/** Orders that were paid before the service was installed get no invoice. */
const insert = statement<
  None,
  {
    ids: string[];
    kinds: string[];
    subjectIds: string[];
    orderIds: string[];
    amounts: (number | null)[];
    times: string[];
    correlationIds: string[];
  }
>(
  'documents.insert',
  `INSERT INTO documents (id, kind, subject_id, order_id, refund_amount, occurred_at, correlation_id, due_at)
   SELECT id, kind, subject_id, order_id, amount, at, correlation_id,
     CASE WHEN kind <> 'debit_note' OR EXISTS (
       SELECT FROM documents c WHERE c.kind = 'credit_note' AND c.subject_id = d.subject_id) THEN now() END
   FROM unnest((SELECT :ids::uuid[]), (SELECT :kinds::text[]), (SELECT :subjectIds::uuid[]), (SELECT :orderIds::uuid[]),
     (SELECT :amounts::bigint[]), (SELECT :times::timestamptz[]), (SELECT :correlationIds::text[]))
     AS d (id, kind, subject_id, order_id, amount, at, correlation_id)
   WHERE at >= (SELECT at FROM installation)
   ON CONFLICT (kind, subject_id) DO NOTHING`,
);

/**
 * Until the transaction ends, other notes of these refunds wait: of the two notes of a refund, the
 * second to be added sees the first. In one order, so that two transactions do not wait for each other.
 */
const lockRefunds = statement<None, { refundIds: string[] }>(
  'documents.lock_refunds',
  `SELECT pg_advisory_xact_lock(hashtextextended(id::text, 0))
   FROM (SELECT unnest((SELECT :refundIds::uuid[])) AS id ORDER BY 1) AS refunds`,
);

/** Events may arrive in any order: the failure of a refund before its success. */
const wakeDebitNotes = statement<None, { refundIds: string[] }>(
  'documents.wake_debit_notes',
  `UPDATE documents SET due_at = now()
   WHERE kind = 'debit_note' AND subject_id = ANY(:refundIds::uuid[]) AND number IS NULL AND due_at IS NULL`,
);

/**
 * A claim counts as an attempt until it is postponed or done: a document that ends its process is one.
 * An invoice comes before the notes that wait for it, and these in the order of their refunds.
 */
const claim = statement<DocumentWork & { issued: boolean }, { leaseSeconds: number; limit: number }>(
  'documents.claim',
  `WITH claimed AS (
     UPDATE documents SET due_at = now() + make_interval(secs => :leaseSeconds), attempts = attempts + 1
     WHERE id IN (SELECT id FROM documents WHERE due_at <= now() ORDER BY attempts, due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
     RETURNING id, kind, subject_id, order_id, refund_amount, occurred_at, correlation_id, attempts, number
   )
   SELECT id, kind, subject_id AS "subjectId", order_id AS "orderId", refund_amount AS "refundAmount",
     occurred_at AS "occurredAt", correlation_id AS "correlationId", attempts, number IS NOT NULL AS issued
   FROM claimed ORDER BY kind <> 'invoice', occurred_at, id`,
);

/** By its subject: a document whose number was reserved gets another id when it is issued. */
const lock = statement<{ id: string; number: string | null }, { kind: string; subjectId: string }>(
  'documents.lock',
  'SELECT id, number FROM documents WHERE kind = :kind AND subject_id = :subjectId FOR UPDATE',
);

const issuedColumns = `id, kind, subject_id AS "subjectId", order_id AS "orderId", number, issued_at AS "issuedAt",
     e_invoice AS "eInvoice", content, pdf_sha256 AS "pdfSha256", xml_sha256 AS "xmlSha256"`;

/** The lock on the invoice puts the credit notes of one order in an order. */
const lockInvoice = statement<{ number: string | null }, { orderId: string }>(
  'documents.lock_invoice',
  `SELECT number FROM documents WHERE order_id = :orderId AND kind = 'invoice' FOR UPDATE`,
);

const ofOrder = statement<Issued, { orderId: string }>(
  'documents.of_order',
  `SELECT ${issuedColumns} FROM documents WHERE order_id = :orderId AND number IS NOT NULL ORDER BY issued_at, id`,
);

const find = statement<Issued, { id: string }>(
  'documents.find',
  `SELECT ${issuedColumns} FROM documents WHERE id = :id AND number IS NOT NULL`,
);

/** Waits for the other transactions of the series: a rolled back number is used by the next one. */
const nextPosition = statement<{ position: number }, { seller: string; series: string }>(
  'counters.next',
  `INSERT INTO counters (seller, series, last) VALUES (:seller, :series, 1)
   ON CONFLICT (seller, series) DO UPDATE SET last = counters.last + 1 RETURNING last AS position`,
);

const issue = statement<
  None,
  Omit<Issue, 'content'> & {
    id: string;
    documentId: string;
    currency: string;
    totalAmount: number;
    taxAmount: number;
    refersTo: string | null;
    content: string;
  }
>(
  'documents.issue',
  `UPDATE documents SET id = :documentId, seller = :seller, series = :series, position = :position, number = :number, issued_at = :issuedAt,
     currency = :currency, total_amount = :totalAmount, tax_amount = :taxAmount, refers_to = :refersTo,
     content = :content::json, e_invoice = :eInvoice, last_error = NULL
   WHERE id = :id`,
);

const markStored = statement<None, { id: string; pdf: string; xml: string | null }>(
  'documents.mark_stored',
  `UPDATE documents SET pdf_sha256 = coalesce(pdf_sha256, :pdf), xml_sha256 = coalesce(xml_sha256, :xml), due_at = NULL,
     attempts = 0, last_error = NULL WHERE id = :id`,
);

const postpone = statement<None, { id: string; error: string; delaySeconds: number; uncounted: number }>(
  'documents.postpone',
  `UPDATE documents SET attempts = greatest(0, attempts - :uncounted::int), last_error = :error,
     due_at = now() + make_interval(secs => :delaySeconds) WHERE id = :id AND due_at IS NOT NULL`,
);

const end = statement<None, { id: string; error: string }>(
  'documents.end',
  'UPDATE documents SET due_at = NULL, last_error = :error WHERE id = :id AND number IS NULL',
);

const remove = statement<None, { id: string }>(
  'documents.remove',
  'DELETE FROM documents WHERE id = :id AND number IS NULL',
);

const missing = statement<{ id: string }, { kind: string; ids: string[]; times: string[] }>(
  'documents.missing',
  `SELECT f.id::text FROM unnest((SELECT :ids::uuid[]), (SELECT :times::timestamptz[])) AS f (id, at)
   WHERE f.at >= (SELECT at FROM installation)
     AND NOT EXISTS (SELECT FROM documents d WHERE d.kind = :kind AND d.subject_id = f.id)`,
);

const invoicedSince = statement<{ orderId: string; left: number }, { since: Date }>(
  'documents.invoiced_since',
  `SELECT i.order_id AS "orderId", (i.total_amount - coalesce((SELECT sum(CASE n.kind WHEN 'credit_note' THEN 1 ELSE -1 END
       * coalesce(n.total_amount, n.refund_amount)) FROM documents n
       WHERE n.order_id = i.order_id AND n.kind <> 'invoice' AND (n.number IS NOT NULL OR n.due_at IS NOT NULL)), 0))::float8 AS left
   FROM documents i WHERE i.kind = 'invoice' AND i.issued_at >= :since`,
);

/** A file of one document, without its content. */
export type DocumentFile = Pick<Issued, 'id' | 'kind' | 'number' | 'eInvoice' | 'pdfSha256' | 'xmlSha256'>;

const files = statement<DocumentFile, { orderId: string }>(
  'documents.files',
  `SELECT id, kind, number, e_invoice AS "eInvoice", pdf_sha256 AS "pdfSha256", xml_sha256 AS "xmlSha256"
   FROM documents WHERE order_id = :orderId AND number IS NOT NULL`,
);

const installedAt = statement<{ at: Date }>('installation.at', 'SELECT at FROM installation');

const backlog = statement<{ waiting: number; failing: number; oldestSeconds: number }>(
  'documents.backlog',
  `SELECT count(*)::int AS waiting, count(*) FILTER (WHERE attempts >= 5)::int AS failing,
     coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldestSeconds"
   FROM documents WHERE due_at IS NOT NULL`,
);

/** Characters of a stored reason or response. */
const MAX_TEXT = 500;

/** Documents: the work on them, and those that are issued. */
@Injectable()
export class DocumentRepository {
  constructor(private readonly database: Database) {}

  /** Adds what does not exist. A debit note is due once the credit note of its refund exists. */
  async add(tx: Tx, drafts: readonly DocumentDraft[]): Promise<void> {
    if (drafts.length === 0) return;
    const notes = drafts.filter(({ kind }) => kind !== 'invoice').map(({ subjectId }) => subjectId);
    if (notes.length > 0) await tx.run(lockRefunds, { refundIds: notes });
    await tx.run(insert, {
      ids: drafts.map(() => uuidv7()),
      kinds: drafts.map(({ kind }) => kind),
      subjectIds: drafts.map(({ subjectId }) => subjectId),
      orderIds: drafts.map(({ orderId }) => orderId),
      amounts: drafts.map(({ refundAmount = null }) => refundAmount),
      times: drafts.map(({ occurredAt }) => occurredAt),
      correlationIds: drafts.map(({ correlationId }) => correlationId),
    });
    const refundIds = drafts.flatMap(({ kind, subjectId }) => (kind === 'credit_note' ? [subjectId] : []));
    if (refundIds.length > 0) await tx.run(wakeDebitNotes, { refundIds });
  }

  /** Takes due documents for this long; other replicas skip them. */
  claim(leaseSeconds: number, limit: number): Promise<(DocumentWork & { issued: boolean })[]> {
    return this.database.run(claim, { leaseSeconds, limit });
  }

  /** Locks a document until the transaction ends; its number is null before it is issued. */
  async lock(
    tx: Tx,
    { kind, subjectId }: Pick<DocumentWork, 'kind' | 'subjectId'>,
  ): Promise<{ id: string; number: string | null } | undefined> {
    return (await tx.run(lock, { kind, subjectId }))[0];
  }

  /** Locks the invoice of an order. Undefined without one, null while it has no number. */
  async lockInvoice(tx: Tx, orderId: string): Promise<string | null | undefined> {
    return (await tx.run(lockInvoice, { orderId }))[0]?.number;
  }

  /** Issued documents of an order, oldest first. */
  ofOrder(orderId: string, tx: Tx): Promise<Issued[]> {
    return tx.run(ofOrder, { orderId });
  }

  /** What is needed to read the files of an order's documents. */
  files(orderId: string): Promise<DocumentFile[]> {
    return this.database.run(files, { orderId });
  }

  /** Invoices issued since a time, with the amount that is not credited, nor about to be. */
  invoicedSince(since: Date): Promise<{ orderId: string; left: number }[]> {
    return this.database.run(invoicedSince, { since });
  }

  async find(id: string): Promise<Issued | undefined> {
    return (await this.database.run(find, { id }))[0];
  }

  /** The next number of the series, which other transactions wait for. */
  async nextPosition(tx: Tx, seller: string, series: string): Promise<number> {
    const [row] = await tx.run(nextPosition, { seller, series });
    if (!row) throw new Error(`the series ${series} has no counter`);
    return row.position;
  }

  /** The document gets its number, and the id of the issue. */
  async issue(tx: Tx, id: string, { content, ...numbered }: Issue): Promise<void> {
    const { currency, totalAmount, taxAmount, refersTo } = content;
    await tx.run(issue, {
      ...{ id, ...numbered, currency, totalAmount, taxAmount },
      refersTo: refersTo?.number ?? null,
      content: JSON.stringify(content),
    });
  }

  /** The files are stored: the document is finished. */
  async markStored(id: string, files: { pdf: string; xml: string | null }): Promise<void> {
    await this.database.run(markStored, { id, ...files });
  }

  /** Tries a document again later. `counts`: whether this was a failed attempt. */
  async postpone(id: string, error: string, delaySeconds: number, counts: boolean): Promise<void> {
    const uncounted = counts ? 0 : 1;
    await this.database.run(postpone, { id, error: storableText(error, MAX_TEXT), delaySeconds, uncounted });
  }

  /** Ends the work on a document that will never be issued. */
  async end(id: string, reason: string): Promise<void> {
    await this.database.run(end, { id, error: reason });
  }

  /** Removes a document that is not issued. */
  async remove(id: string): Promise<void> {
    await this.database.run(remove, { id });
  }

  /** Which of these subjects should have a document of this kind, and have none. */
  async missing(kind: DocumentKind, facts: readonly { id: string; at: string }[]): Promise<string[]> {
    const rows = await this.database.run(missing, {
      kind,
      ids: facts.map(({ id }) => id),
      times: facts.map(({ at }) => at),
    });
    return rows.map(({ id }) => id);
  }

  /** When the database was created. */
  async installedAt(): Promise<Date> {
    return (await this.database.run(installedAt))[0]?.at ?? new Date(0);
  }

  async backlog(): Promise<{ waiting: number; failing: number; oldestSeconds: number }> {
    return (await this.database.run(backlog))[0] ?? { waiting: 0, failing: 0, oldestSeconds: 0 };
  }
}
