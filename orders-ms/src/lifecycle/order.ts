import {
  type Actor,
  type DisputeState,
  hasStaffAccess,
  type OrderCancelledEvent,
  type OrderStatus,
  type OrderView,
  type ShippingAddress,
  chargeStepOf,
  MAX_AMOUNT,
  type OrderLine,
  TotalOutOfRange,
} from '@orderwire/contracts';
import type { CancellationBlocker } from './overdue-order.js';

/** One line, with name, price and picture as they were when the order was created. */
export interface Line {
  productId: string;
  name: string;
  /** Minor units of the order's currency. */
  unitAmount: number;
  quantity: number;
  imageUrl: string | null;
}

/** An order as it is stored. */
export interface Order {
  id: string;
  status: OrderStatus;
  /** ISO 4217, lower case. */
  currency: string;
  /** Minor units. */
  totalAmount: number;
  /** Units over all lines. */
  totalItems: number;
  lines: Line[];
  email: string | null;
  shippingAddress: ShippingAddress | null;
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
  paymentId: string | null;
  receiptUrl: string | null;
  /** Minor units. */
  refundedAmount: number;
  /** State of the dispute about its payment; null when there never was one. */
  dispute: DisputeState | null;
  /** Why the last attempt to cancel it failed. */
  cancellationBlockedBy: CancellationBlocker | null;
  /** When cancelling an overdue order is tried again. */
  nextCheckAt: Date | null;
}

/** The lines as callers and events see them. */
export const lineViews = (lines: readonly Line[]): OrderView['items'] =>
  lines.map(({ productId, name, unitAmount, quantity }) => ({
    productId,
    name,
    unitAmount,
    quantity,
    amount: unitAmount * quantity,
  }));

/** The order as this caller sees it. Dispute, owner and assignee are for staff only. */
export const orderView = (order: Order, viewer: Actor): OrderView => ({
  id: order.id,
  status: order.status,
  currency: order.currency,
  totalAmount: order.totalAmount,
  totalItems: order.totalItems,
  items: lineViews(order.lines),
  email: order.email,
  shippingAddress: order.shippingAddress,
  createdAt: order.createdAt.toISOString(),
  paidAt: order.paidAt?.toISOString() ?? null,
  paymentId: order.paymentId,
  receiptUrl: order.receiptUrl,
  refundedAmount: order.refundedAmount,
  ...(hasStaffAccess(viewer) && {
    dispute: order.dispute,
    customerId: order.customerId,
    assigneeId: order.assigneeId,
  }),
});

/** Payload of order.cancelled. */
export const cancellation = (orderId: string, reason: string, at = new Date()): OrderCancelledEvent => ({
  orderId,
  reason,
  cancelledAt: at.toISOString(),
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

/**
 * Sum of the lines in minor units, and the number of units. Throws orders.total_out_of_range when
 * the sum is zero, exceeds the maximum charge, or a price is no multiple of the currency's charge
 * step (KWD: 10 fils). Exact for every input that the contracts allow: it stops at the maximum,
 * and one line (99,999,999 × 99,900) is far below 2^53.
 */
export function totalOf(
  lines: readonly Pick<Line, 'unitAmount' | 'quantity'>[],
  currency: string,
): { totalAmount: number; totalItems: number } {
  let totalAmount = 0;
  let totalItems = 0;
  const multipleOf = chargeStepOf(currency);
  for (const { unitAmount, quantity } of lines) {
    totalAmount += unitAmount * quantity;
    totalItems += quantity;
    if (totalAmount > MAX_AMOUNT)
      throw TotalOutOfRange({ totalAmount: exactSum(lines), currency, max: MAX_AMOUNT });
    // Stripe charges each line by its unit price, so the step holds for units, not for the total.
    if (unitAmount % multipleOf !== 0)
      throw TotalOutOfRange({ totalAmount: exactSum(lines), currency, max: MAX_AMOUNT, multipleOf });
  }
  if (totalAmount === 0) throw TotalOutOfRange({ totalAmount, currency, max: MAX_AMOUNT });
  return { totalAmount, totalItems };
}

/** For the fault's details: 100 lines of the largest amount exceed 2^53. */
const exactSum = (lines: readonly Pick<Line, 'unitAmount' | 'quantity'>[]): number =>
  Number(lines.reduce((total, line) => total + BigInt(line.unitAmount) * BigInt(line.quantity), 0n));
