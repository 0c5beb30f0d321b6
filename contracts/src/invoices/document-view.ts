import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsString, ValidateNested } from 'class-validator';
import { IsAmount, IsCurrencyCode, IsId, IsText, IsTime, Nullable } from '../rules.js';

/**
 * Kinds of documents: the invoice of a paid order, the credit note of a refund, and the debit note
 * that takes a credit note back because its refund failed.
 */
export const documentKinds = ['invoice', 'credit_note', 'debit_note'] as const;

export type DocumentKind = (typeof documentKinds)[number];

/** An issued document. It never changes. Amounts are positive minor units of `currency`. */
export class DocumentView {
  @IsId()
  id!: string;

  @IsIn(documentKinds)
  kind!: DocumentKind;

  /** Unique for the seller, without gaps within a series: `INV-2026-000042`. */
  @IsString()
  number!: string;

  @IsId()
  orderId!: string;

  /** Of a credit or debit note: the refund. */
  @Nullable()
  @IsString()
  refundId!: string | null;

  /** Number of the document that this one refers to; null for an invoice. */
  @Nullable()
  @IsString()
  refersTo!: string | null;

  @IsCurrencyCode()
  currency!: string;

  /** With tax. */
  @IsAmount()
  totalAmount!: number;

  @IsAmount()
  taxAmount!: number;

  @IsTime()
  issuedAt!: string;

  /** Whether the PDF is stored. It follows within seconds. */
  @IsBoolean()
  ready!: boolean;

  /** Whether it is an e-invoice: the PDF contains Factur-X, and there is an XRechnung file. */
  @IsBoolean()
  eInvoice!: boolean;
}

/** Issued documents of one order, oldest first. */
export class OrderDocuments {
  @ValidateNested({ each: true })
  @Type(() => DocumentView)
  data!: DocumentView[];
}

/** Formats of a document: PDF (with Factur-X in e-invoices), or XRechnung (CII XML). */
export const documentFormats = ['pdf', 'xml'] as const;

export type DocumentFormat = (typeof documentFormats)[number];

/** A file for download. */
export class FileView {
  /** In ASCII: `INV-2026-000042.pdf`. */
  @IsText(200, 1)
  filename!: string;

  /** `application/pdf`, `application/xml`. */
  @IsText(100, 1)
  contentType!: string;

  /** The bytes in base64. */
  @IsText(1_000_000)
  content!: string;

  /** SHA-256 of the bytes in hexadecimal digits. */
  @IsText(64, 64)
  sha256!: string;
}
