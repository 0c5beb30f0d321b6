import { Inject, Injectable } from '@nestjs/common';
import { DocumentIssued } from '@orderwire/contracts';
import { Database, Outbox, type Tx } from '@orderwire/platform';
import { creditNoteContent, debitNoteContent } from '../content/credit-note-content.js';
import type { DocumentContent, Reference, Seller } from '../content/content.js';
import { invoiceContent } from '../content/invoice-content.js';
import {
  type DocumentWork,
  type Issue,
  type Issued,
  isEInvoice,
  type Numbering,
  numberOf,
  seriesOf,
} from './document.js';
import { DocumentRepository } from './document.repository.js';
import { type ReservedNumber, ReservedNumberRepository } from '../recovery/reserved-number.repository.js';
import { OrderClient } from './order.client.js';

export const SELLER = Symbol('SELLER');
export const NUMBERING = Symbol('NUMBERING');

/**
 * The id of the issued document; or why there is none: another one must be issued first (wait), it
 * is never needed (never), or a restore of orders-ms lost its order (lost).
 */
export type Outcome =
  | { readonly id: string }
  | { readonly wait: string }
  | { readonly never: string }
  | { readonly lost: string };

/** An event of orders-ms names it, so it existed. Its payment is refunded. */
const lost = { lost: 'orders-ms does not know the order any more' } as const;

/**
 * Gives a document its number and content, in one transaction with its event. The number comes from
 * a locked counter, so a crash or rollback leaves no gap.
 */
@Injectable()
export class IssueDocumentUseCase {
  constructor(
    private readonly documents: DocumentRepository,
    private readonly reserved: ReservedNumberRepository,
    private readonly orders: OrderClient,
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(SELLER) private readonly seller: Seller,
    @Inject(NUMBERING) private readonly numbering: Numbering,
  ) {}

  /** Another replica may have issued or removed the document meanwhile: the outcome is the same. */
  execute(work: DocumentWork): Promise<Outcome> {
    return work.kind === 'invoice' ? this.issueInvoice(work) : this.issueNote(work);
  }

  private async issueInvoice(work: DocumentWork): Promise<Outcome> {
    const order = await this.orders.find(work.orderId);
    if (!order) return lost;
    if (order.paidAt === null) return { wait: 'the order is not paid' };
    const content = invoiceContent(order, this.seller);
    return this.database.transaction((tx) => this.issue(tx, work, content));
  }

  private async issueNote(work: DocumentWork): Promise<Outcome> {
    const outcome = await this.database.transaction(async (tx) => {
      const invoiceNumber = await this.documents.lockInvoice(tx, work.orderId);
      if (!invoiceNumber) return { invoice: invoiceNumber === null ? 'queued' : 'none' } as const;
      const issued = await this.documents.ofOrder(work.orderId, tx);
      const content =
        work.kind === 'credit_note' ? this.creditNote(work, issued) : this.debitNote(work, issued);
      return 'wait' in content ? content : this.issue(tx, work, content);
    });
    if (!('invoice' in outcome)) return outcome;
    return outcome.invoice === 'queued'
      ? { wait: 'the invoice is not issued yet' }
      : this.requestInvoice(work);
  }

  /** The event of the payment was lost or is late, or the order was paid before the installation. */
  private async requestInvoice({ orderId, correlationId }: DocumentWork): Promise<Outcome> {
    const order = await this.orders.find(orderId);
    if (!order) return lost;
    if (order.paidAt === null) return { wait: 'the order is not paid' };
    if (new Date(order.paidAt) < (await this.documents.installedAt()))
      return { never: 'the order was paid before invoices were issued' };
    const occurredAt = order.paidAt;
    await this.database.transaction((tx) =>
      this.documents.add(tx, [{ kind: 'invoice', subjectId: orderId, orderId, occurredAt, correlationId }]),
    );
    return { wait: 'the invoice is not issued yet' };
  }

  private creditNote(work: DocumentWork, issued: readonly Issued[]): DocumentContent | { wait: string } {
    const invoice = issued.find(({ kind }) => kind === 'invoice');
    if (!invoice) return { wait: 'the invoice is not issued yet' };
    const takenBack = new Set(issued.filter(isKind('debit_note')).map(({ subjectId }) => subjectId));
    const credited = issued
      .filter(isKind('credit_note'))
      .filter(({ subjectId }) => !takenBack.has(subjectId));
    const invoiced = { invoice: invoice.content, credited: credited.map(({ content }) => content) };
    const at = work.occurredAt.toISOString();
    try {
      return creditNoteContent(invoiced, work.refundAmount ?? 0, at, referenceTo(invoice));
    } catch (error) {
      // A debit note is still to be issued for an earlier refund that failed.
      if (error instanceof RangeError) return { wait: error.message };
      throw error;
    }
  }

  private debitNote({ subjectId, occurredAt }: DocumentWork, issued: readonly Issued[]) {
    const creditNote = issued.filter(isKind('credit_note')).find((one) => one.subjectId === subjectId);
    if (!creditNote) return { wait: 'the credit note is not issued yet' };
    return debitNoteContent(creditNote.content, occurredAt.toISOString(), referenceTo(creditNote));
  }

  private async issue(tx: Tx, work: DocumentWork, content: DocumentContent): Promise<Outcome> {
    const { kind, orderId, subjectId, correlationId } = work;
    const locked = await this.documents.lock(tx, work);
    if (!locked) return lost;
    if (locked.number !== null) return { id: locked.id };
    const { seller } = this.numbering;
    const { documentId, issuedAt, series, position } =
      (await this.reserved.take(tx, kind, subjectId)) ?? (await this.nextNumber(tx, work, content));
    const number = numberOf(series, position);
    const issue: Issue = {
      ...{ documentId, seller, series, position, number, issuedAt, content },
      eInvoice: isEInvoice(content),
    };
    await this.documents.issue(tx, locked.id, issue);
    const { currency, totalAmount, taxAmount } = content;
    const event = {
      ...{ documentId, orderId, kind, number, currency, totalAmount, taxAmount },
      refundId: kind === 'invoice' ? null : subjectId,
      issuedAt: issuedAt.toISOString(),
    };
    this.outbox.add(tx, DocumentIssued, event, { correlationId });
    return { id: documentId };
  }

  private async nextNumber(
    tx: Tx,
    { id, kind }: DocumentWork,
    content: DocumentContent,
  ): Promise<ReservedNumber> {
    const issuedAt = new Date();
    const series = seriesOf(kind, issuedAt, this.numbering, content.seller.timeZone);
    const position = await this.documents.nextPosition(tx, this.numbering.seller, series);
    return { documentId: id, issuedAt, series, position };
  }
}

const isKind =
  (kind: Issued['kind']) =>
  (issued: Issued): boolean =>
    issued.kind === kind;

const referenceTo = ({ number, issuedAt }: Issued): Reference => ({
  number,
  issuedAt: issuedAt.toISOString(),
});
