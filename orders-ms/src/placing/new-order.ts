import { type CreateOrderRequest, totalOf } from '@orderwire/contracts';
import type { Order, PricedLine } from '../lifecycle/order.js';
import { taxOrder } from '../tax/order-taxes.js';
import type { TaxRates } from '../tax/tax-rates.js';

interface Placed extends Pick<Order, 'id' | 'currency' | 'customerId' | 'createdAt' | 'sessionExpiresAt'> {
  /** Products at the prices of the catalogue. */
  lines: PricedLine[];
}

/** What taxes an order depends on, besides its addresses. */
export interface Taxation {
  rates: TaxRates;
  sellerCountry: string | null;
}

/**
 * A new order with its taxes: PENDING, or PAID if it is free. Throws orders.total_out_of_range when
 * its total, with tax, cannot be charged. products-ms knows neither taxes nor prices that changed
 * since an earlier try reserved the stock.
 */
export function newOrder(
  { email, locale, shippingAddress, billing = {} }: CreateOrderRequest,
  { lines: priced, ...placed }: Placed,
  { rates, sellerCountry }: Taxation,
): Order {
  const { currency, createdAt } = placed;
  const supply = {
    sellerCountry,
    shippingCountry: shippingAddress?.country ?? null,
    billingCountry: billing.address?.country ?? null,
    vatId: billing.vatId ?? null,
    at: createdAt,
  };
  const { lines, taxes, taxAmount, addedAmount } = taxOrder(priced, supply, rates, currency);
  const { totalAmount, totalItems } = totalOf(lines, currency, addedAmount);
  const free = totalAmount === 0;
  return {
    ...placed,
    status: free ? 'PAID' : 'PENDING',
    ...{ totalAmount, totalItems, taxAmount, taxes, lines },
    email: email ?? null,
    locale: locale ?? null,
    shippingAddress: shippingAddress ?? null,
    billing: isEmpty(billing) ? null : billing,
    tracking: null,
    assigneeId: null,
    paymentAttempt: 1,
    paidAt: free ? createdAt : null,
    paymentId: null,
    receiptUrl: null,
    refundedAmount: 0,
    dispute: null,
    fraudWarning: false,
    review: null,
    cancellationBlockedBy: null,
    nextCheckAt: null,
  };
}

/** Forms send an empty object for "no billing details". */
const isEmpty = (details: object): boolean => Object.values(details).every((value) => value === undefined);
