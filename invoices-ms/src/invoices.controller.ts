import { Controller } from '@nestjs/common';
import {
  type DocumentPage,
  type FileView,
  GetInvoiceFile,
  type GetInvoiceFileRequest,
  ListDocuments,
  type ListDocumentsRequest,
  ListOrderDocuments,
  type OrderDocuments,
  type OrderRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { GetInvoiceFileUseCase } from './documents/get-invoice-file.use-case.js';
import { ListDocumentsUseCase } from './documents/list-documents.use-case.js';

/** The requests about invoices, credit notes and debit notes. */
@Controller()
export class InvoicesController {
  constructor(
    private readonly listDocuments: ListDocumentsUseCase,
    private readonly getInvoiceFile: GetInvoiceFileUseCase,
  ) {}

  @RpcHandler(ListDocuments)
  list(request: ListDocumentsRequest): Promise<DocumentPage> {
    return this.listDocuments.execute(request);
  }

  @RpcHandler(ListOrderDocuments)
  listOfOrder({ orderId }: OrderRequest): Promise<OrderDocuments> {
    return this.listDocuments.ofOrder(orderId);
  }

  @RpcHandler(GetInvoiceFile)
  file(request: GetInvoiceFileRequest): Promise<FileView> {
    return this.getInvoiceFile.execute(request);
  }
}
