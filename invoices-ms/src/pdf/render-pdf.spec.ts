import { describe, expect, it } from '@jest/globals';
import type { OrderView } from '@orderwire/contracts';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { everyDocument, issued, paidOrder, seller, type TaxOf } from '../../test/documents.js';
import type { IssuedDocument } from '../content/content.js';
import { invoiceContent } from '../content/invoice-content.js';
import { crossIndustryInvoice } from '../e-invoice/cii.js';
import { loadFonts } from './fonts.js';
import { renderPdf } from './render-pdf.js';

const fonts = loadFonts();
const standard: TaxOf = ['standard_rated', 19, 10_000, 1_900];

const invoice = (changes: Partial<OrderView> = {}, tax = standard): IssuedDocument =>
  issued(invoiceContent(paidOrder([tax], changes), seller));

async function open(bytes: Buffer) {
  return getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
}

/** The text of all pages, with a blank between its pieces. */
async function textOf(document: IssuedDocument): Promise<string> {
  const pdf = await open(await renderPdf(document, fonts));
  const pages = await Promise.all(
    Array.from({ length: pdf.numPages }, async (_, n) => (await pdf.getPage(n + 1)).getTextContent()),
  );
  const pieces = pages.flatMap(({ items }) => items.map((item) => ('str' in item ? item.str : '')));
  return pieces.join(' ').replace(/\s+/g, ' ');
}

describe('the PDF of an invoice', () => {
  it('names seller and buyer, number, dates, lines, taxes and total', async () => {
    const text = await textOf(invoice());
    for (const part of [
      ...[
        'Orderwire Demo GmbH',
        'VAT id: DE123456788',
        'Œuvre & Fils SARL',
        'Élodie Œuvre',
        '75016 Paris',
        'France',
      ],
      ...['VAT id: FR40303265045', '04011000-12345-34', 'Invoice INV-2026-000042', 'Walnut organiser 1'],
      // 23:05 UTC is the next day in the time zone of the seller.
      ...['1 December 2026', 'VAT 19 % on €100.00', '€19.00', '€119.00', 'Paid in full', 'Page 1 of 1'],
    ])
      expect(text).toContain(part);
  });

  it.each([
    ['jpy', 'JP¥11,000', 10_000, 1_000],
    ['kwd', 'KWD 15.790', 15_040, 750],
    ['inr', '₹119.00', 10_000, 1_900],
    ['try', 'TRY 119.00', 10_000, 1_900],
    ['krw', '₩11,900', 10_000, 1_900],
    ['vnd', '₫11,900', 10_000, 1_900],
  ])('shows amounts of %s', async (currency, total, net, tax) => {
    expect(await textOf(invoice({ currency }, ['standard_rated', 19, net, tax]))).toContain(total);
  });

  it.each([
    ['de-AT', 'Rechnung INV-2026-000042', '119,00 €'],
    ['es', 'Factura INV-2026-000042', '119,00 €'],
    ['xx', 'Invoice INV-2026-000042', '€119.00'],
  ])('is written in the language of the order: %s', async (locale, title, total) => {
    const text = await textOf(invoice({ locale }));
    expect(text).toContain(title);
    expect(text).toContain(total);
  });

  it('shows accented, Greek, Cyrillic and Vietnamese names', async () => {
    const names = 'Żółć Łódź Ñandú Ørsted Ťažký Ğüneş Ελλάδα Київ Nguyễn';
    const [line] = paidOrder([standard]).items;
    if (!line) throw new Error('no line');
    expect(await textOf(invoice({ items: [{ ...line, name: names }] }))).toContain(names);
  });

  it('replaces characters that the font lacks, and runs no template', async () => {
    const [line] = paidOrder([standard]).items;
    if (!line) throw new Error('no line');
    const text = await textOf(invoice({ items: [{ ...line, name: '日本 {{seller.vatId}} \u202eabc' }] }));
    expect(text).toContain('□□ {{seller.vatId}} abc');
  });

  it.each([
    ['reverse-charge', 'Reverse charge: the customer is liable for the VAT.'],
    ['intra-community', 'Article 138'],
    ['export', 'Article 146'],
    ['credit-note', 'This credit note corrects invoice INV-2026-000042 of 1 December 2026.'],
    ['debit-note', 'takes back credit note CN-2026-000007'],
  ])('says what the law requires of a document: %s', async (name, words) => {
    const document = everyDocument()[name];
    if (!document) throw new Error('no document');
    expect(await textOf(document)).toContain(words);
  });

  it('continues on further pages with the titles of the table', async () => {
    const [line] = paidOrder([standard]).items;
    if (!line) throw new Error('no line');
    const items = Array.from({ length: 100 }, (_, n) => ({
      ...line,
      name: `Line ${n + 1} ${'word '.repeat(30)}`,
    }));
    const text = await textOf(invoice({ items }));
    const pages = Number(/Page 1 of (\d+)/.exec(text)?.[1]);
    expect(pages).toBeGreaterThan(5);
    expect(text.split('Description')).toHaveLength(pages + 1);
    expect(text).toContain('Line 100 word');
  });

  it('of a guest without a name and an address names the e-mail address', async () => {
    const text = await textOf(invoice({ shippingAddress: null, billing: null }));
    expect(text).toContain('elodie@example.com');
  });
});

describe('the file', () => {
  const document = invoice();
  const xml = crossIndustryInvoice(document, 'factur-x');

  it('is the same for the same document', async () => {
    expect((await renderPdf(document, fonts, xml)).equals(await renderPdf(document, fonts, xml))).toBe(true);
  });

  it('is PDF/A-3b: its fonts are embedded, and it names its colours', async () => {
    const text = (await renderPdf(document, fonts, xml)).toString('latin1');
    expect(text).toMatch(/<pdfaid:part>3<\/pdfaid:part>\s*<pdfaid:conformance>B</);
    expect(text).toContain('/S /GTS_PDFA1');
    const fontsUsed = text.match(/\/Type \/FontDescriptor/g)?.length ?? 0;
    expect(fontsUsed).toBe(2);
    expect(text.match(/\/FontFile2 /g)).toHaveLength(fontsUsed);
    expect(text).not.toMatch(/\/Subtype \/Type1|\/Helvetica|\/Encrypt|\/JavaScript/);
  });

  it('contains the e-invoice as an alternative, and says so in its metadata', async () => {
    const bytes = await renderPdf(document, fonts, xml);
    const attachments = (await (await open(bytes)).getAttachments()) as Record<
      string,
      { content: Uint8Array }
    >;
    expect(Object.keys(attachments)).toEqual(['factur-x.xml']);
    expect(Buffer.from(attachments['factur-x.xml']?.content ?? []).toString()).toBe(xml);
    const text = bytes.toString('latin1');
    expect(text).toContain('/AFRelationship /Alternative');
    expect(text).toMatch(/\/AF \[\d+ 0 R\]/);
    expect(text).toContain('<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>');
    expect(text).toContain('<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#<');
  });

  it('without an e-invoice has no attachment', async () => {
    const bytes = await renderPdf(document, fonts);
    expect(await (await open(bytes)).getAttachments()).toBeNull();
    expect(bytes.toString('latin1')).not.toContain('fx:ConformanceLevel');
  });
});
