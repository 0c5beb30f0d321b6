import { event } from '../contract.js';
import { IsIn, IsString } from 'class-validator';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';
import { type DocumentKind, documentKinds } from './document-view.js';

export class DocumentIssuedEvent {
  @IsId()
  documentId!: string;

  @IsId()
  orderId!: string;

  @IsIn(documentKinds)
  kind!: DocumentKind;

  /** `INV-2026-000042`. */
  @IsString()
  number!: string;

  /** Of a credit or debit note; null for an invoice. */
  @Nullable()
  @IsString()
  refundId!: string | null;

  @IsCurrencyCode()
  currency!: string;

  /** With tax, in minor units; positive, also of a credit note. */
  @IsAmount()
  totalAmount!: number;

  @IsAmount()
  taxAmount!: number;

  @IsTime()
  issuedAt!: string;
}

export const DocumentIssued = event('invoice.issued', {
  description:
    'An invoice, credit note or debit note has its number and content, which never change. Its files follow within seconds.',
  payload: DocumentIssuedEvent,
  aggregateId: ({ orderId }) => orderId,
});
