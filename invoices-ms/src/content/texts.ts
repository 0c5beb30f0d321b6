import type { DocumentKind, TaxReason } from '@orderwire/contracts';

/** The words on a document, in one language. */
export interface Texts {
  /** BCP 47, for amounts and dates. */
  readonly locale: string;
  readonly title: Readonly<Record<DocumentKind, string>>;
  readonly number: string;
  readonly issued: string;
  readonly supplied: string;
  readonly order: string;
  readonly yourReference: string;
  readonly vatId: string;
  readonly taxNumber: string;
  readonly deliverTo: string;
  readonly customer: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly tax: string;
  readonly amount: string;
  readonly net: string;
  readonly total: string;
  readonly paid: string;
  /** "VAT 19 % on 100.00". */
  readonly taxLine: (name: string, percentage: string, taxable: string) => string;
  readonly included: string;
  readonly refundLine: (percentage: number) => string;
  /** "This credit note corrects invoice INV-1 of …". */
  readonly refersTo: Readonly<
    Record<Exclude<DocumentKind, 'invoice'>, (number: string, date: string) => string>
  >;
  /** What the law requires on a document without tax. */
  readonly reasons: Readonly<Partial<Record<TaxReason, string>>>;
  readonly page: (page: number, pages: number) => string;
}
