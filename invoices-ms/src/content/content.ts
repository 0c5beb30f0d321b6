import {
  type Address,
  dateFormat,
  type DocumentKind,
  type LineTax,
  type OrderTax,
} from '@orderwire/contracts';

/** The shop as it stands on its documents. */
export interface Seller {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string;
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly vatId?: string;
  /** Of the national tax office, for a seller without a VAT id. */
  readonly taxNumber?: string;
  /** Number in the register of companies. */
  readonly registration?: string;
  readonly contact: string;
  readonly phone: string;
  readonly email: string;
  /** IANA name: of the dates on documents, and of the year in their numbers. */
  readonly timeZone: string;
}

/** The customer. Guests may have given no name and no address. */
export interface Buyer {
  readonly name: string | null;
  readonly email: string | null;
  readonly address: Address | null;
  readonly vatId: string | null;
  readonly reference: string | null;
}

/** One line. Amounts are minor units of the document's currency. */
export interface ContentLine {
  readonly name: string;
  readonly quantity: number;
  /** Of one unit, as it was charged: with tax where the prices include it. */
  readonly unitAmount: number;
  readonly amount: number;
  readonly tax: LineTax;
}

/** The document that a credit or debit note refers to. */
export interface Reference {
  readonly number: string;
  readonly issuedAt: string;
}

/**
 * What a document says, without its number and date. Frozen when it is issued; the PDF and the
 * e-invoice are made of it and of nothing else. All amounts are positive.
 */
export interface DocumentContent {
  readonly kind: DocumentKind;
  readonly orderId: string;
  readonly currency: string;
  /** BCP 47; null: English. */
  readonly locale: string | null;
  readonly orderedAt: string;
  /** When the order was paid, or refunded: the date of the supply. */
  readonly suppliedAt: string;
  readonly seller: Seller;
  readonly buyer: Buyer;
  readonly deliverTo: Address | null;
  readonly lines: readonly ContentLine[];
  readonly taxes: readonly OrderTax[];
  readonly netAmount: number;
  readonly taxAmount: number;
  readonly totalAmount: number;
  readonly refersTo: Reference | null;
}

/** A content with the number and date of its issue. */
export interface IssuedDocument {
  readonly number: string;
  /** ISO 8601. */
  readonly issuedAt: string;
  readonly content: DocumentContent;
}

/** The calendar date of a time in a time zone: `2026-12-01`. */
export const dateIn = (time: string, timeZone: string): string =>
  dateFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(time));
