import { expect, it } from '@jest/globals';
import { paidOrder, seller } from '../../test/documents.js';
import { invoiceContent } from '../content/invoice-content.js';
import { isEInvoice, numberOf, retryDelaySeconds, seriesOf } from './document.js';

const numbering = { seller: 'default', invoiceSeries: 'INV', creditNoteSeries: 'CN' };
const newYear = new Date('2026-12-31T23:30:00.000Z');

it('credit notes have a series of their own; debit notes are in that of the invoices', () => {
  expect(
    (['invoice', 'credit_note', 'debit_note'] as const).map((kind) =>
      seriesOf(kind, newYear, numbering, 'UTC'),
    ),
  ).toEqual(['INV-2026', 'CN-2026', 'INV-2026']);
});

it('a series begins with the year of the seller', () => {
  expect(seriesOf('invoice', newYear, numbering, 'Europe/Berlin')).toBe('INV-2027');
});

it('numbers have six digits, and more when they need more', () => {
  expect([numberOf('INV-2026', 42), numberOf('INV-2026', 1_234_567)]).toEqual([
    'INV-2026-000042',
    'INV-2026-1234567',
  ]);
});

it('retries come after 1 s to 10 min', () => {
  expect([0, 1, 5, 10, 50].map(retryDelaySeconds)).toEqual([1, 2, 32, 600, 600]);
});

it('an e-invoice needs the VAT id and the address of the buyer, and the tax identity of the seller', () => {
  const content = invoiceContent(paidOrder([['standard_rated', 19, 100, 19]]), seller);
  const { vatId: _, ...unregistered } = seller;
  expect(isEInvoice(content)).toBe(true);
  expect(isEInvoice({ ...content, buyer: { ...content.buyer, vatId: null } })).toBe(false);
  expect(isEInvoice({ ...content, buyer: { ...content.buyer, address: null } })).toBe(false);
  expect(isEInvoice({ ...content, seller: unregistered })).toBe(false);
  const [tax] = content.taxes;
  if (!tax) throw new Error('no tax');
  const untaxed = { ...tax, reason: 'not_subject_to_tax' as const };
  expect(isEInvoice({ ...content, taxes: [untaxed] })).toBe(true);
  expect(isEInvoice({ ...content, taxes: [tax, untaxed] })).toBe(false);
  expect(isEInvoice({ ...content, seller: { ...unregistered, taxNumber: '12/345/67890' } })).toBe(true);
});
