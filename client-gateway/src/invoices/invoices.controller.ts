import { Controller, Get, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type DocumentPage,
  GetInvoiceFile,
  GetInvoiceFileRequest,
  ListDocuments,
  ListDocumentsRequest,
  ListOrderDocuments,
  type OrderDocuments,
  OrderRequest,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, fileResponse, FileRoute, Route } from '../edge/route.js';

@ApiTags('Invoices')
@Controller()
export class InvoicesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('invoices')
  @Route(ListDocuments, {
    summary: 'List invoices, credit notes and debit notes, newest first',
    description: 'Numbers have no gaps within a series. `from` and `to` select by the time of issue.',
  })
  list(@ContractRequest() request: ListDocumentsRequest): Promise<DocumentPage> {
    return this.rpc.request(ListDocuments, request);
  }

  @Get('orders/:orderId/invoices')
  @Route(ListOrderDocuments, {
    summary: 'List the invoice, credit notes and debit notes of an order',
    byOrderToken: true,
  })
  listOfOrder(@ContractRequest() request: OrderRequest): Promise<OrderDocuments> {
    return this.rpc.request(ListOrderDocuments, request);
  }

  @Get('orders/:orderId/invoice.pdf')
  @FileRoute(GetInvoiceFile, {
    summary: 'Download the invoice of a paid order',
    description:
      'Issued within seconds after the payment: until then 503 `invoices.not_ready` with `Retry-After`. ' +
      'For an order with a VAT id the PDF contains the e-invoice (Factur-X, EN 16931).',
    request: OrderRequest,
    types: ['application/pdf'],
    byOrderToken: true,
  })
  async pdf(@ContractRequest() { orderId }: OrderRequest): Promise<StreamableFile> {
    return fileResponse(await this.rpc.request(GetInvoiceFile, { orderId, format: 'pdf' }));
  }

  @Get('orders/:orderId/invoice.xml')
  @FileRoute(GetInvoiceFile, {
    summary: 'Download the e-invoice of a paid order with a VAT id (XRechnung)',
    request: OrderRequest,
    types: ['application/xml'],
    byOrderToken: true,
  })
  async xml(@ContractRequest() { orderId }: OrderRequest): Promise<StreamableFile> {
    return fileResponse(await this.rpc.request(GetInvoiceFile, { orderId, format: 'xml' }));
  }

  @Get('orders/:orderId/invoices/:documentId/:format')
  @FileRoute(GetInvoiceFile, {
    summary: 'Download a credit note or another document of an order',
    description: 'XML exists for e-invoices only.',
    types: ['application/pdf', 'application/xml'],
    byOrderToken: true,
  })
  async file(@ContractRequest() request: GetInvoiceFileRequest): Promise<StreamableFile> {
    return fileResponse(await this.rpc.request(GetInvoiceFile, request));
  }
}
