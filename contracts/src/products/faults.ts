import { fault } from '../fault.js';

/** No product on sale has this id. */
export const ProductNotFound = fault('not_found', 'products.not_found', 'There is no such product.');

/** A product that cannot be sold, with the reason. */
export interface UnsellableProduct {
  productId: string;
  /**
   * `guest_limit`: unpaid guest orders hold their share of the stock. The shopper can order fewer
   * units, sign in, or try again later.
   */
  reason: 'not_found' | 'no_price_in_currency' | 'insufficient_stock' | 'guest_limit';
  /** Units that can still be ordered; only with `insufficient_stock`, and only for staff. */
  available?: number;
}

/** `details.products` lists every {@link UnsellableProduct}, not only the first. */
export const ProductsNotSellable = fault(
  'conflict',
  'products.not_sellable',
  'Some products cannot be sold: `details.products` says which and why. Change these items and order again.',
);

/** The order has a reservation with other lines, or one that was sold or released. */
export const ReservationConflict = fault(
  'conflict',
  'products.hold_conflict',
  'The reservation of this order differs or has ended.',
);

/** The adjustment would remove units that do not exist or that are reserved. */
export const StockTooLow = fault(
  'conflict',
  'products.stock_too_low',
  'The available stock is less than that.',
);
