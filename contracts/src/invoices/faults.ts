import { fault } from '../fault.js';

/** The order exists, but it is not paid, or it was paid before the shop issued invoices. */
export const NoInvoice = fault(
  'not_found',
  'invoices.none',
  'This order has no invoice. An order gets one when it is paid.',
);

/** The document is being issued; `details.retryAfterMs`: when to ask again. */
export const InvoiceNotReady = fault(
  'unavailable',
  'invoices.not_ready',
  'The invoice is being prepared. Try again in a few seconds.',
);

/** No document with this id that belongs to the order. */
export const DocumentNotFound = fault(
  'not_found',
  'invoices.document_not_found',
  'There is no such invoice or credit note.',
);

/** Only orders with a VAT id get an e-invoice, if the shop's own address is complete. */
export const NoEInvoice = fault(
  'not_found',
  'invoices.no_e_invoice',
  'This document has no XML file: only orders with a VAT id get an e-invoice.',
);
