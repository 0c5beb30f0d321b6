import type { DocumentKind } from '@orderwire/contracts';
import { dateIn, type DocumentContent } from '../content/content.js';

/** What an event asks for. One document exists per kind and subject. */
export interface DocumentDraft {
  readonly kind: DocumentKind;
  /** The order of an invoice; the refund of a credit or debit note. */
  readonly subjectId: string;
  readonly orderId: string;
  /** Minor units of the refund. */
  readonly refundAmount?: number;
  /** ISO 8601: when the order was paid, or the refund succeeded or failed. */
  readonly occurredAt: string;
  readonly correlationId: string;
}

/** A document that is not finished. */
export interface DocumentWork {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly subjectId: string;
  readonly orderId: string;
  readonly refundAmount: number | null;
  readonly occurredAt: Date;
  readonly correlationId: string;
  readonly attempts: number;
}

/** What the transaction of its issue writes. */
export interface Issue {
  /** The id of the row from now on: that of before a restore, if it had one. */
  readonly documentId: string;
  readonly seller: string;
  readonly series: string;
  readonly position: number;
  readonly number: string;
  readonly issuedAt: Date;
  readonly eInvoice: boolean;
  readonly content: DocumentContent;
}

/** An issued document with its files, as far as they are stored. */
export interface Issued {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly subjectId: string;
  readonly orderId: string;
  readonly number: string;
  readonly issuedAt: Date;
  readonly eInvoice: boolean;
  readonly content: DocumentContent;
  readonly pdfSha256: string | null;
  readonly xmlSha256: string | null;
}

/** How documents are numbered: `INV-2026-000042`. */
export interface Numbering {
  /** Name of the seller in the counters; another one starts at 1. */
  readonly seller: string;
  readonly invoiceSeries: string;
  readonly creditNoteSeries: string;
}

/** The series of a document: one per kind and year of the seller. */
export function seriesOf(
  kind: DocumentKind,
  issuedAt: Date,
  { invoiceSeries, creditNoteSeries }: Numbering,
  timeZone: string,
): string {
  const [year] = dateIn(issuedAt.toISOString(), timeZone).split('-');
  return `${kind === 'credit_note' ? creditNoteSeries : invoiceSeries}-${year}`;
}

export const numberOf = (series: string, position: number): string =>
  `${series}-${String(position).padStart(6, '0')}`;

/** Pause before a document is tried again: 1 s, doubled up to 10 min. */
export const retryDelaySeconds = (attempts: number): number => Math.min(600, 2 ** Math.min(attempts, 10));

/**
 * Whether a content can be an e-invoice: EN 16931 needs the identity and address of both sides, and
 * allows no other tax beside what is not subject to tax (BR-O-11).
 */
export function isEInvoice({ buyer, seller, taxes }: DocumentContent): boolean {
  const untaxed = taxes.filter(({ reason }) => reason === 'not_subject_to_tax').length;
  const isKnown = buyer.vatId !== null && buyer.address !== null && Boolean(seller.vatId ?? seller.taxNumber);
  return isKnown && (untaxed === 0 || untaxed === taxes.length);
}
