import { IsIn, IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { OrderNotFound } from '../orders/faults.js';
import { OrderRequest } from '../orders/order-request.js';
import { IsId } from '../rules.js';
import { type DocumentFormat, documentFormats, FileView } from './document-view.js';
import { DocumentNotFound, InvoiceNotReady, NoEInvoice, NoInvoice } from './faults.js';

export class GetInvoiceFileRequest extends OrderRequest {
  /** Default: the invoice of the order. */
  @IsOptional()
  @IsId()
  documentId?: string;

  @IsIn(documentFormats)
  format!: DocumentFormat;
}

export const GetInvoiceFile = rpc('invoices.get_file', {
  description:
    'The file of a document of an order, as it was issued. Callers who may see the order may read it.',
  request: GetInvoiceFileRequest,
  reply: FileView,
  readOnly: true,
  access: 'anyone',
  callers: ['client-gateway'],
  faults: [OrderNotFound, NoInvoice, InvoiceNotReady, DocumentNotFound, NoEInvoice],
  example: { orderId: '019a0000-0000-7000-8000-000000000002', format: 'pdf' },
});
