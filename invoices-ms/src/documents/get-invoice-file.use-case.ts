import { Inject, Injectable } from '@nestjs/common';
import {
  DocumentNotFound,
  type FileView,
  type GetInvoiceFileRequest,
  InvoiceNotReady,
  NoEInvoice,
  NoInvoice,
  type OrderView,
} from '@orderwire/contracts';
import { FILE_STORE, type FileStore } from '../storage/file-store.js';
import { type DocumentFile, DocumentRepository } from './document.repository.js';
import { OrderClient } from './order.client.js';

/** When a caller may ask again for a document that is being issued. */
const RETRY_AFTER_MS = 2_000;

/** Reads a file of a document, for callers who may see its order. */
@Injectable()
export class GetInvoiceFileUseCase {
  constructor(
    private readonly documents: DocumentRepository,
    private readonly orders: OrderClient,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  async execute({ orderId, documentId, format }: GetInvoiceFileRequest): Promise<FileView> {
    const order = await this.orders.readable(orderId);
    const issued = await this.documents.files(orderId);
    const found = documentId
      ? issued.find(({ id }) => id === documentId)
      : issued.find(({ kind }) => kind === 'invoice');
    if (!found) throw documentId ? DocumentNotFound() : await this.noInvoice(order);
    const sha256 = fileOf(found, format);
    const content = await this.files.get(sha256);
    return {
      filename: `${found.number}.${format}`,
      contentType: `application/${format}`,
      content: content.toString('base64'),
      sha256,
    };
  }

  /** An invoice follows the payment within seconds. */
  private async noInvoice(order: OrderView | undefined): Promise<Error> {
    const paidAt = order?.paidAt;
    const expected = paidAt && new Date(paidAt) >= (await this.documents.installedAt());
    return expected ? notReady() : NoInvoice();
  }
}

const notReady = (): Error => InvoiceNotReady({ retryAfterMs: RETRY_AFTER_MS });

function fileOf({ pdfSha256, xmlSha256, eInvoice }: DocumentFile, format: 'pdf' | 'xml'): string {
  if (format === 'xml' && !eInvoice) throw NoEInvoice();
  const sha256 = format === 'pdf' ? pdfSha256 : xmlSha256;
  if (!sha256) throw notReady();
  return sha256;
}
