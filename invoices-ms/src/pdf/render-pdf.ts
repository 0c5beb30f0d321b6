import { once } from 'node:events';
import PDFDocument from 'pdfkit';
import type { IssuedDocument } from '../content/content.js';
import { textsOf } from '../content/languages.js';
import { DocumentPage } from './document-page.js';
import { FACTUR_X_FILE, facturXMetadata } from './factur-x-metadata.js';
import type { Fonts } from './fonts.js';

/**
 * The document as PDF/A-3b on A4, with its fonts embedded. With `facturX`, the XML is embedded as
 * well, as an alternative to the pages. The same document gives the same bytes.
 */
export async function renderPdf(document: IssuedDocument, fonts: Fonts, facturX?: string): Promise<Buffer> {
  const { number, issuedAt, content } = document;
  const texts = textsOf(content.locale);
  const created = new Date(issuedAt);
  const pdf = new PDFDocument({
    ...{ subset: 'PDF/A-3b', pdfVersion: '1.7', tagged: false, size: 'A4', margin: 0, bufferPages: true },
    ...{ autoFirstPage: false, lang: texts.locale, displayTitle: true },
    // No default: Helvetica would not be embedded.
    font: '',
    info: {
      Title: `${texts.title[content.kind]} ${number}`,
      Author: content.seller.name,
      Creator: 'Orderwire',
      Producer: 'Orderwire',
      CreationDate: created,
      ModDate: created,
    },
  });
  // A font object is accepted where the types have its file only. Chosen by name later: choosing by
  // object compares the fonts each time.
  for (const [name, font] of Object.entries(fonts)) pdf.registerFont(name, font as string);
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(pdf, 'end');
  if (facturX !== undefined) {
    pdf.file(Buffer.from(facturX), {
      name: FACTUR_X_FILE,
      type: 'text/xml',
      relationship: 'Alternative',
      description: 'Factur-X',
      creationDate: created,
      modifiedDate: created,
    } as PDFKit.Mixins.PDFAttachmentOptions);
    pdf.appendXML(facturXMetadata);
  }
  new DocumentPage(pdf, fonts, document, texts).draw();
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}
