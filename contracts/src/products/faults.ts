import { fault } from '../fault.js';

/** No product on sale has this id. */
export const ProductNotFound = fault('not_found', 'products.not_found', 'There is no such product.');

/** Why one product cannot be sold: unknown or deleted, no price in the currency, or too few units. */
export interface UnsellableProduct {
  productId: string;
  reason: 'not_found' | 'no_price_in_currency' | 'insufficient_stock';
  /** Units that can still be ordered; only with `insufficient_stock`. */
  available?: number;
}

/** `details.products` is a list of {@link UnsellableProduct}: every offending product, not only the first. */
export const ProductsNotSellable = fault(
  'conflict',
  'products.not_sellable',
  'Some products cannot be sold.',
);

/** The order's reservation exists with other lines, or was already released. */
export const ReservationConflict = fault(
  'conflict',
  'products.hold_conflict',
  'Stock for this order was already decided.',
);

/** The adjustment would take away units that are not there or that shoppers have reserved. */
export const StockTooLow = fault(
  'conflict',
  'products.stock_too_low',
  'There is less stock than that to take away.',
);
