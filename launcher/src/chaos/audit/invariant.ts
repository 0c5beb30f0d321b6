import type { Books, OrderRow } from './books.js';

/** A promise to shoppers, shop and Stripe, and where the books break it: one sentence each. */
export interface Invariant {
  readonly rule: string;
  readonly check: (books: Books) => string[];
}

/** Statuses of an order whose money was taken. */
const paid = new Set(['PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED']);

export const isPaid = ({ status }: Pick<OrderRow, 'status'>): boolean => paid.has(status);
