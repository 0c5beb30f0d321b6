import type { OrderView } from '@orderwire/contracts';
import type { Buyer, ContentLine, DocumentContent, Seller } from './content.js';

/** The content of the invoice of a paid order. */
export function invoiceContent(order: OrderView, seller: Seller): DocumentContent {
  const { id, currency, totalAmount, taxAmount, taxes, createdAt, paidAt } = order;
  return {
    kind: 'invoice',
    orderId: id,
    currency,
    locale: order.locale ?? null,
    orderedAt: createdAt,
    suppliedAt: paidAt ?? createdAt,
    seller,
    buyer: buyerOf(order),
    deliverTo: order.shippingAddress,
    lines: order.items.map(lineOf),
    taxes,
    netAmount: totalAmount - taxAmount,
    taxAmount,
    totalAmount,
    refersTo: null,
  };
}

function buyerOf({ email, billing, shippingAddress }: OrderView): Buyer {
  const address = billing?.address ?? shippingAddress;
  return {
    name: billing?.companyName ?? address?.name ?? null,
    email,
    address,
    vatId: billing?.vatId ?? null,
    reference: billing?.buyerReference ?? null,
  };
}

/** A line of an order from before taxes is not subject to tax. */
function lineOf({ name, quantity, unitAmount, amount, tax }: OrderView['items'][number]): ContentLine {
  const untaxed = { reason: 'not_subject_to_tax' as const, percentage: 0, taxableAmount: amount, amount: 0 };
  return { name, quantity, unitAmount, amount, tax: tax ?? untaxed };
}
