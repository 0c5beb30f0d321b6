import type { Actor, DisputeState, OrderStatus, OrderView, ShippingAddress } from '@orderwire/contracts';
import { isInsider } from './access.js';

/** One line, with name, price and picture as they were when the order was placed. */
export interface Line {
  productId: string;
  name: string;
  /** Minor units of the order's currency. */
  unitAmount: number;
  quantity: number;
  imageUrl: string | null;
}

/** Payments-ms says that money came or is on its way; it does not answer; or closing the link failed in another way. */
export type HeldUpBy = 'payment_processing' | 'payments_unavailable' | 'payment_session_not_expirable';

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
  /** Account that owns it; null for a guest's. */
  customerId: string | null;
  /** Staff member who looks after it. */
  assigneeId: string | null;
  /** Number of the newest payment link. */
  paymentAttempt: number;
  /** When the current or planned payment link ends. */
  sessionExpiresAt: Date;
  createdAt: Date;
  paidAt: Date | null;
  paymentId: string | null;
  receiptUrl: string | null;
  /** What went back to the shopper, in minor units. */
  refundedAmount: number;
  /** How a dispute about its money stands; null when there never was one. */
  dispute: DisputeState | null;
  /** Why it could not be cancelled when that was tried last. */
  heldUpBy: HeldUpBy | null;
  /** When it is looked at again, should its time be over. */
  lookAgainAt: Date | null;
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

/** The order as this caller sees it: whose it is and who looks after it is the shop's own business. */
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
  ...(isInsider(viewer) && {
    dispute: order.dispute,
    customerId: order.customerId,
    assigneeId: order.assigneeId,
  }),
});
