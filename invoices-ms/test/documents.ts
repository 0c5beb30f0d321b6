import type { OrderTax, OrderView, TaxReason } from '@orderwire/contracts';
import type { DocumentContent, IssuedDocument, Seller } from '../src/content/content.js';
import { creditNoteContent, debitNoteContent } from '../src/content/credit-note-content.js';
import { invoiceContent } from '../src/content/invoice-content.js';

export const seller: Seller = {
  name: 'Orderwire Demo GmbH',
  line1: 'Musterstraße 1',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  vatId: 'DE123456788',
  contact: 'Customer service',
  phone: '+49 30 1234567',
  email: 'shop@orderwire.example',
  timeZone: 'Europe/Berlin',
};

export const orderId = '019a0000-0000-7000-8000-000000000002';

const address = {
  name: 'Élodie Œuvre',
  line1: '1 Avenue Foch',
  city: 'Paris',
  postalCode: '75016',
  country: 'FR',
};

/** A tax of an order: reason, percentage, net amount and tax. */
export type TaxOf = readonly [reason: TaxReason, percentage: number, taxableAmount: number, amount: number];

/** A paid order of a company with one line per tax. Its prices do not include the tax. */
export function paidOrder(taxes: readonly TaxOf[], changes: Partial<OrderView> = {}): OrderView {
  const taxAmount = taxes.reduce((sum, [, , , amount]) => sum + amount, 0);
  const net = taxes.reduce((sum, [, , taxable]) => sum + taxable, 0);
  return {
    ...{ id: orderId, status: 'PAID', currency: 'eur', totalAmount: net + taxAmount, taxAmount },
    taxes: taxes.map(orderTax),
    totalItems: taxes.length,
    items: taxes.map(([reason, percentage, taxableAmount, amount], n) => ({
      ...{ productId: `019a0000-0000-7000-8000-00000000010${n}`, name: `Walnut organiser ${n + 1}` },
      ...{ unitAmount: taxableAmount, quantity: 1, amount: taxableAmount },
      tax: { reason, percentage, taxableAmount, amount },
    })),
    email: 'elodie@example.com',
    shippingAddress: address,
    billing: {
      companyName: 'Œuvre & Fils SARL',
      vatId: 'FR40303265045',
      buyerReference: '04011000-12345-34',
    },
    locale: 'en',
    tracking: null,
    createdAt: '2026-11-30T22:55:00.000Z',
    paidAt: '2026-11-30T23:05:00.000Z',
    ...{ paymentId: 'pi_1', receiptUrl: null, refundedAmount: 0 },
    ...changes,
  };
}

const orderTax = ([reason, percentage, taxableAmount, amount]: TaxOf): OrderTax => ({
  ...{ name: 'VAT', country: 'DE', reason, percentage, inclusive: false, taxableAmount, amount },
});

export const issued = (content: DocumentContent, number = 'INV-2026-000042'): IssuedDocument => ({
  ...{ number, issuedAt: '2026-11-30T23:05:01.000Z', content },
});

/** One document of every kind, tax reason and number of decimals, by name. */
export function everyDocument(): Record<string, IssuedDocument> {
  const of = (tax: TaxOf, changes?: Partial<OrderView>): IssuedDocument =>
    issued(invoiceContent(paidOrder([tax], changes), seller));
  const mixed = invoiceContent(
    paidOrder([
      ['standard_rated', 19, 10_000, 1_900],
      ['reduced_rated', 7, 2_000, 140],
    ]),
    seller,
  );
  const refersTo = { number: 'INV-2026-000042', issuedAt: '2026-11-30T23:05:01.000Z' };
  const credit = creditNoteContent(
    { invoice: mixed, credited: [] },
    5_001,
    '2026-12-03T10:00:00.000Z',
    refersTo,
  );
  const debit = debitNoteContent(credit, '2026-12-05T10:00:00.000Z', {
    ...refersTo,
    number: 'CN-2026-000007',
  });
  return {
    'standard-and-reduced': issued(mixed),
    'reverse-charge': of(['reverse_charge', 0, 10_000, 0], { shippingAddress: null, billing: billedTo() }),
    'intra-community': of(['intra_community_supply', 0, 10_000, 0]),
    export: of(['export', 0, 10_000, 0]),
    'zero-rated': of(['zero_rated', 0, 10_000, 0]),
    'not-subject': of(['not_subject_to_tax', 0, 10_000, 0]),
    jpy: of(['standard_rated', 10, 10_000, 1_000], { currency: 'jpy', locale: 'ja' }),
    kwd: of(['standard_rated', 5, 15_040, 750], { currency: 'kwd' }),
    'no-postal-code': of(['standard_rated', 19, 10_000, 1_900], { shippingAddress: dublin }),
    'zero-rated-twice': issued(
      invoiceContent(
        paidOrder([
          ['zero_rated', 0, 1_000, 0],
          ['zero_rated', 0, 2_000, 0],
        ]),
        seller,
      ),
    ),
    free: of(['standard_rated', 19, 0, 0]),
    'credit-note': issued(credit, 'CN-2026-000007'),
    'debit-note': issued(debit, 'INV-2026-000043'),
  };
}

const dublin = { name: 'Aoife Byrne', line1: '1 O’Connell Street', city: 'Dublin', country: 'IE' };

const billedTo = () => ({ companyName: 'Œuvre & Fils SARL', vatId: 'FR40303265045', address });
