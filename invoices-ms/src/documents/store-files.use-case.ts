import { Inject, Injectable } from '@nestjs/common';
import { crossIndustryInvoice } from '../e-invoice/cii.js';
import type { IssuedDocument } from '../content/content.js';
import { type Fonts, loadFonts } from '../pdf/fonts.js';
import { renderPdf } from '../pdf/render-pdf.js';
import { FILE_STORE, type FileStore } from '../storage/file-store.js';
import { sha256Of } from '../storage/sha256.js';
import { DocumentRepository } from './document.repository.js';

/** The files cannot be stored now: the disk is full, or the bucket does not answer. */
export class StorageOutage extends Error {
  override readonly name = 'StorageOutage';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Renders the files of an issued document, and stores them. A repeated run stores the same bytes. */
@Injectable()
export class StoreFilesUseCase {
  private fonts: Fonts | undefined;

  constructor(
    private readonly documents: DocumentRepository,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  async execute(id: string): Promise<void> {
    const issued = await this.documents.find(id);
    if (!issued) throw new Error(`document ${id} is not issued`);
    const { number, issuedAt, eInvoice, content } = issued;
    const document: IssuedDocument = { number, issuedAt: issuedAt.toISOString(), content };
    this.fonts ??= loadFonts();
    const facturX = eInvoice ? crossIndustryInvoice(document, 'factur-x') : undefined;
    const pdf = await this.store(await renderPdf(document, this.fonts, facturX), 'application/pdf');
    const xRechnung = eInvoice ? Buffer.from(crossIndustryInvoice(document, 'xrechnung')) : undefined;
    const xml = xRechnung ? await this.store(xRechnung, 'application/xml') : null;
    await this.documents.markStored(id, { pdf, xml });
  }

  private async store(bytes: Buffer, contentType: string): Promise<string> {
    const sha256 = sha256Of(bytes);
    try {
      await this.files.put(sha256, bytes, contentType);
    } catch (error) {
      throw new StorageOutage(error);
    }
    return sha256;
  }
}
