import type { Texts } from './texts.js';

export const texts: Texts = {
  locale: 'en-GB',
  title: { invoice: 'Invoice', credit_note: 'Credit note', debit_note: 'Debit note' },
  number: 'Number',
  issued: 'Date',
  supplied: 'Date of supply',
  order: 'Order',
  yourReference: 'Your reference',
  vatId: 'VAT id',
  taxNumber: 'Tax number',
  deliverTo: 'Delivered to',
  customer: 'Customer',
  description: 'Description',
  quantity: 'Quantity',
  unitPrice: 'Unit price',
  tax: 'Tax',
  amount: 'Amount',
  net: 'Total without tax',
  total: 'Total',
  paid: 'Paid in full. Nothing is due.',
  taxLine: (name, percentage, taxable) => `${name} ${percentage} on ${taxable}`,
  included: 'Prices include the tax.',
  refundLine: (percentage) => (percentage > 0 ? `Refund, taxed at ${percentage} %` : 'Refund'),
  refersTo: {
    credit_note: (number, date) => `This credit note corrects invoice ${number} of ${date}.`,
    debit_note: (number, date) =>
      `This debit note takes back credit note ${number} of ${date}, whose refund failed.`,
  },
  reasons: {
    reverse_charge: 'Reverse charge: the customer is liable for the VAT.',
    intra_community_supply: 'VAT-exempt intra-Community supply (Article 138 of Directive 2006/112/EC).',
    export: 'VAT-exempt export (Article 146 of Directive 2006/112/EC).',
    not_subject_to_tax: 'Not subject to tax.',
  },
  page: (page, pages) => `Page ${page} of ${pages}`,
};
