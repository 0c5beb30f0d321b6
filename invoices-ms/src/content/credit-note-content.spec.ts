import { describe, expect, it } from '@jest/globals';
import { paidOrder, seller, type TaxOf } from '../../test/documents.js';
import type { DocumentContent } from './content.js';
import { creditNoteContent, debitNoteContent } from './credit-note-content.js';
import { invoiceContent } from './invoice-content.js';

const at = '2026-12-01T10:00:00.000Z';
const reference = { number: 'INV-2026-000001', issuedAt: at };

const mixed: TaxOf[] = [
  ['standard_rated', 19, 10_000, 1_900],
  ['reduced_rated', 7, 2_003, 140],
];

const invoiceOf = (taxes: TaxOf[], currency = 'eur'): DocumentContent =>
  invoiceContent(paidOrder(taxes, { currency }), seller);

/** Credit notes of these refunds, one after the other. */
function credit(invoice: DocumentContent, ...amounts: number[]): DocumentContent[] {
  const credited: DocumentContent[] = [];
  for (const amount of amounts)
    credited.push(creditNoteContent({ invoice, credited }, amount, at, reference));
  return credited;
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

describe('the credit note of a whole order', () => {
  it('has the lines and taxes of its invoice', () => {
    const invoice = invoiceOf(mixed);
    const [note] = credit(invoice, invoice.totalAmount);
    expect(note).toMatchObject({ kind: 'credit_note', lines: invoice.lines, taxes: invoice.taxes });
    expect([note?.netAmount, note?.taxAmount]).toEqual([invoice.netAmount, invoice.taxAmount]);
  });
});

describe('the credit notes of partial refunds', () => {
  it('spread each refund over the taxes in proportion to what is left of them', () => {
    const [note] = credit(invoiceOf(mixed), 5_000);
    expect(
      note?.taxes.map(({ percentage, taxableAmount, amount }) => [percentage, taxableAmount, amount]),
    ).toEqual([
      [19, 3_561, 676],
      [7, 713, 50],
    ]);
    expect(note?.totalAmount).toBe(5_000);
  });

  it.each([
    ['eur', [1, 1, 1, 7_000, 39, 7_001]],
    ['eur', [14_042, 1]],
    ['eur', [4_681, 4_681, 4_681]],
  ])('add up to the invoice in every amount (%s %p)', (currency, amounts) => {
    const invoice = invoiceOf(mixed, currency);
    const notes = credit(invoice, ...amounts);
    for (const field of ['netAmount', 'taxAmount', 'totalAmount'] as const)
      expect(sum(notes.map((note) => note[field]))).toBe(invoice[field]);
    for (const note of notes) {
      expect(note.netAmount + note.taxAmount).toBe(note.totalAmount);
      expect(sum(note.taxes.map(({ amount }) => amount))).toBe(note.taxAmount);
      expect(sum(note.lines.map(({ tax }) => tax.taxableAmount))).toBe(note.netAmount);
      for (const { taxableAmount, amount } of note.taxes)
        expect(Math.min(taxableAmount, amount)).toBeGreaterThanOrEqual(0);
    }
  });

  it('have taxes in the steps of the currency: KWD 10', () => {
    const invoice = invoiceOf([['standard_rated', 5, 15_040, 750]], 'kwd');
    const notes = credit(invoice, 5_000, 5_000, 5_790);
    expect(notes.map(({ taxAmount }) => taxAmount % 10)).toEqual([0, 0, 0]);
    expect(sum(notes.map(({ taxAmount }) => taxAmount))).toBe(750);
  });

  it.each([
    ['kwd', 5_000, 10],
    ['isk', 50_000, 100],
  ])('of two taxes are multiples of the step of the currency: %s', (currency, amount, step) => {
    const taxes: TaxOf[] = [
      ['standard_rated', 19, 100_000, 19_000],
      ['reduced_rated', 7, 20_000, 1_400],
    ];
    const [note] = credit(invoiceOf(taxes, currency), amount);
    for (const tax of note?.taxes ?? [])
      expect([tax.taxableAmount % step, tax.amount % step]).toEqual([0, 0]);
    expect(note?.totalAmount).toBe(amount);
  });

  it('keep taxes apart that are included and added', () => {
    const two = invoiceOf([
      ['zero_rated', 0, 1_000, 0],
      ['zero_rated', 0, 2_000, 0],
    ]);
    const taxes = two.taxes.map((tax, n) => ({ ...tax, inclusive: n === 0 }));
    const notes = credit({ ...two, taxes }, 1_500, 1_500);
    expect(notes.map(({ totalAmount }) => totalAmount)).toEqual([1_500, 1_500]);
  });

  it('refuse more than is left', () => {
    expect(() => credit(invoiceOf(mixed), 14_000, 44)).toThrow(RangeError);
    expect(() => credit(invoiceOf(mixed), 14_044)).toThrow(RangeError);
  });

  it('of prices that include the tax show the amount with tax', () => {
    const invoice = invoiceOf([['standard_rated', 19, 10_000, 1_900]]);
    const inclusive = { ...invoice, taxes: invoice.taxes.map((tax) => ({ ...tax, inclusive: true })) };
    const [note] = credit(inclusive, 1_190);
    expect(note?.lines).toMatchObject([{ amount: 1_190, tax: { taxableAmount: 1_000, amount: 190 } }]);
  });
});

it('a debit note has the amounts of the credit note that it takes back', () => {
  const [note] = credit(invoiceOf(mixed), 5_000);
  if (!note) throw new Error('no credit note');
  const debit = debitNoteContent(note, at, { number: 'CN-2026-000001', issuedAt: at });
  expect(debit).toEqual({
    ...note,
    kind: 'debit_note',
    suppliedAt: at,
    refersTo: { number: 'CN-2026-000001', issuedAt: at },
  });
});
