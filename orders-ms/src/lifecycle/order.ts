import {
  type Actor,
  type BillingDetails,
  type CreateOrderRequest,
  type DisputeState,
  hasStaffAccess,
  type OrderCancelledEvent,
  type OrderStatus,
  type OrderTracking,
  type OrderTax,
  type OrderView,
  type ReviewState,
  type TaxClass,
  type Address,
  type OrderLine,
  totalOf,
} from '@orderwire/contracts';
import { type StoredLineTax, taxOrder } from '../tax/order-taxes.js';
import { lineTaxView, taxViews } from '../tax/stored-taxes.js';
import type { TaxRates } from '../tax/tax-rates.js';
import type { CancellationBlocker } from './overdue-order.js';
import { paymentStateOf } from './payment-state.js';

/** A product at the price of the catalogue. */
export interface PricedLine {
  productId: string;
  name: string;
  /** Minor units of the order's currency. */
  unitAmount: number;
  quantity: number;
  imageUrl: string | null;
  taxClass: TaxClass;
}

/** One line, with name, price, picture and tax as they were when the order was created. */
export interface Line extends Omit<PricedLine, 'taxClass'>, StoredLineTax {}

/** An order as it is stored. */
export interface Order {
  id: string;
  status: OrderStatus;
  /** ISO 4217, lower case. */
  currency: string;
  /** Minor units, with tax. */
  totalAmount: number;
  /** Minor units, all taxes. Null, like `taxes`, in orders from before taxes. */
  taxAmount: number | null;
  /** One per reason and percentage. */
  taxes: OrderTax[] | null;
  /** Units over all lines. */
  totalItems: number;
  lines: Line[];
  email: string | null;
  /** The language of e-mails about it, BCP 47; null when it is not known. */
  locale: string | null;
  shippingAddress: Address | null;
  billing: BillingDetails | null;
  /** Account that owns it; null for a guest's order. */
  customerId: string | null;
  /** Staff member it is assigned to. */
  assigneeId: string | null;
  /** Number of the newest payment session. */
  paymentAttempt: number;
  /** When the current or planned payment session expires. */
  sessionExpiresAt: Date;
  createdAt: Date;
  paidAt: Date | null;
  /** Null while it is not paid, and of a free order. */
  paymentId: string | null;
  receiptUrl: string | null;
  /** Minor units. */
  refundedAmount: number;
  /** Minor units of requested refunds of its payment that neither succeeded nor failed. */
  refundPendingAmount: number;
  /** State of the dispute about its payment; null when there never was one. */
  dispute: DisputeState | null;
  /** A card network warned that its payment is fraudulent. */
  fraudWarning: boolean;
  /** State of the review of its payment; null when there never was one. */
  review: ReviewState | null;
  /** Its parcel, once the carrier has it. */
  tracking: Partial<OrderTracking> | null;
  /**
   * Why the last attempt to cancel it failed. `payment_processing` from the moment on at which a
   * delayed payment is known until it arrives or fails, also of an order that was cancelled meanwhile.
   */
  cancellationBlockedBy: CancellationBlocker | null;
  /** When cancelling an overdue order is tried again. */
  nextCheckAt: Date | null;
}

/** What a new order begins with. */
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
  const { taxes, taxAmount, addedAmount, lines: taxed } = taxOrder(priced, supply, rates, currency);
  const lines = taxed.map((tax, n) => withTax(priced[n]!, tax));
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
    refundPendingAmount: 0,
    dispute: null,
    fraudWarning: false,
    review: null,
    cancellationBlockedBy: null,
    nextCheckAt: null,
  };
}

/** Field by field: a spread costs ten times as much, on the path of every order. */
const withTax = (
  { productId, name, quantity, imageUrl }: PricedLine,
  tax: StoredLineTax & { unitAmount: number },
): Line => ({
  productId,
  name,
  unitAmount: tax.unitAmount,
  quantity,
  imageUrl,
  taxReason: tax.taxReason,
  taxPercentage: tax.taxPercentage,
  taxableAmount: tax.taxableAmount,
  taxAmount: tax.taxAmount,
});

/** Forms send an empty object for "no billing details". */
const isEmpty = (details: object): boolean => Object.values(details).every((value) => value === undefined);

/** The lines as callers and events see them. */
export const lineViews = (lines: readonly Line[]): OrderView['items'] =>
  lines.map(({ productId, name, unitAmount, quantity, ...line }) => ({
    productId,
    name,
    unitAmount,
    quantity,
    amount: unitAmount * quantity,
    tax: lineTaxView(line, unitAmount * quantity),
  }));

const noTracking = { carrier: '', trackingNumber: '', trackingUrl: null, shippedAt: null, deliveredAt: null };

/** The order as this caller sees it. Payment state, dispute, marks, owner and assignee are for staff only. */
export const orderView = (order: Order, viewer: Actor): OrderView => ({
  id: order.id,
  status: order.status,
  currency: order.currency,
  totalAmount: order.totalAmount,
  taxAmount: order.taxAmount ?? 0,
  taxes: taxViews(order.taxes, order.totalAmount),
  totalItems: order.totalItems,
  items: lineViews(order.lines),
  email: order.email,
  shippingAddress: order.shippingAddress,
  billing: order.billing,
  locale: order.locale,
  createdAt: order.createdAt.toISOString(),
  paidAt: order.paidAt?.toISOString() ?? null,
  paymentId: order.paymentId,
  receiptUrl: order.receiptUrl,
  refundedAmount: order.refundedAmount,
  tracking: order.tracking && { ...noTracking, ...order.tracking },
  ...(hasStaffAccess(viewer) && {
    paymentState: paymentStateOf(order),
    refundPendingAmount: order.refundPendingAmount,
    dispute: order.dispute,
    fraudWarning: order.fraudWarning,
    review: order.review,
    customerId: order.customerId,
    assigneeId: order.assigneeId,
  }),
});

/** The reason of orders that expired. */
export const NOT_PAID_IN_TIME = 'not paid in time';

/** Payload of order.cancelled. */
export const cancellation = (orderId: string, reason: string, at = new Date()): OrderCancelledEvent => ({
  orderId,
  reason,
  cancelledAt: at.toISOString(),
  ...(reason === NOT_PAID_IN_TIME && { expired: true }),
});

/** Units per product, in the order in which the products first appear. */
export function unitsByProduct(lines: readonly OrderLine[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + quantity);
  return units;
}

/** One line per product. */
export const mergeLines = (items: readonly OrderLine[]): OrderLine[] =>
  [...unitsByProduct(items)].map(([productId, quantity]) => ({ productId, quantity }));
