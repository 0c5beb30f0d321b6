import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { PlatformModule, prismaProvider } from '@orderwire/platform';
import type { InvoicesConfig } from './config.js';
import type { Seller } from './content/content.js';
import { DocumentListRepository } from './documents/document-list.repository.js';
import type { Numbering } from './documents/document.js';
import { DocumentRepository } from './documents/document.repository.js';
import { DocumentsJob } from './documents/documents.job.js';
import { DocumentsMetrics } from './documents/documents.metrics.js';
import { GetInvoiceFileUseCase } from './documents/get-invoice-file.use-case.js';
import { IssueDocumentUseCase, NUMBERING, SELLER } from './documents/issue-document.use-case.js';
import { ListDocumentsUseCase } from './documents/list-documents.use-case.js';
import { OrderClient } from './documents/order.client.js';
import { OrdersListener } from './documents/orders.listener.js';
import { ProcessDocumentsUseCase } from './documents/process-documents.use-case.js';
import { RequestDocumentsUseCase } from './documents/request-documents.use-case.js';
import { StoreFilesUseCase } from './documents/store-files.use-case.js';
import { PrismaClient } from './generated/client.js';
import { InvoicesController } from './invoices.controller.js';
import { RecoverDocumentsUseCase } from './recovery/recover-documents.use-case.js';
import { ReservedNumberRepository } from './recovery/reserved-number.repository.js';
import { RestoresListener } from './recovery/restores.listener.js';
import { DiskGateway } from './storage/disk.gateway.js';
import { FILE_STORE, type FileStore } from './storage/file-store.js';
import { S3Gateway } from './storage/s3.gateway.js';

/** The module of invoices-ms. */
@Module({})
export class InvoicesModule {
  static with(config: InvoicesConfig): DynamicModule {
    return {
      module: InvoicesModule,
      imports: [PlatformModule.forService('invoices-ms', config)],
      controllers: [InvoicesController],
      providers: [
        prismaProvider(PrismaClient),
        OrdersListener,
        RequestDocumentsUseCase,
        ProcessDocumentsUseCase,
        IssueDocumentUseCase,
        StoreFilesUseCase,
        GetInvoiceFileUseCase,
        ListDocumentsUseCase,
        DocumentRepository,
        DocumentListRepository,
        DocumentsMetrics,
        OrderClient,
        RestoresListener,
        RecoverDocumentsUseCase,
        ReservedNumberRepository,
        ...settings(config),
        {
          provide: DocumentsJob,
          inject: [ProcessDocumentsUseCase],
          useFactory: (processDocuments: ProcessDocumentsUseCase) =>
            new DocumentsJob(processDocuments, config.DOCUMENT_INTERVAL_MS),
        },
      ],
    };
  }
}

const settings = (config: InvoicesConfig): Provider[] => [
  { provide: SELLER, useValue: sellerOf(config) },
  {
    provide: NUMBERING,
    useValue: {
      seller: config.SELLER_ID,
      invoiceSeries: config.INVOICE_SERIES,
      creditNoteSeries: config.CREDIT_NOTE_SERIES,
    } satisfies Numbering,
  },
  { provide: FILE_STORE, useFactory: () => fileStore(config) },
];

const sellerOf = (config: InvoicesConfig): Seller => ({
  name: config.SELLER_NAME,
  line1: config.SELLER_LINE1,
  ...(config.SELLER_LINE2 && { line2: config.SELLER_LINE2 }),
  postalCode: config.SELLER_POSTAL_CODE,
  city: config.SELLER_CITY,
  country: config.SELLER_COUNTRY,
  ...(config.SELLER_VAT_ID && { vatId: config.SELLER_VAT_ID }),
  ...(config.SELLER_TAX_NUMBER && { taxNumber: config.SELLER_TAX_NUMBER }),
  ...(config.SELLER_REGISTRATION && { registration: config.SELLER_REGISTRATION }),
  contact: config.SELLER_CONTACT,
  phone: config.SELLER_PHONE,
  email: config.SELLER_EMAIL,
  timeZone: config.SELLER_TIME_ZONE,
});

function fileStore(config: InvoicesConfig): FileStore {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  if (!bucket || !accessKeyId || !secretAccessKey) return new DiskGateway(config.INVOICE_FOLDER);
  const { S3_REGION: region, S3_ENDPOINT: endpoint, S3_PREFIX: prefix, S3_TIMEOUT_MS: timeoutMs } = config;
  const credentials = { accessKeyId, secretAccessKey };
  return new S3Gateway({ bucket, region, ...(endpoint && { endpoint }), ...credentials, prefix, timeoutMs });
}
