import type { RequestedProduct, TaxClass, UnsellableProduct, ValidatedProduct } from '@orderwire/contracts';

/** The catalogue data and the stock of a wanted product. */
export interface Offer {
  productId: string;
  name: string;
  imageUrl: string | null;
  taxClass: TaxClass;
  /** In the requested currency; null when the product has no price in it. */
  unitAmount: number | null;
  /** Units that this order can have. */
  available: number;
  /**
   * Units that guest orders may still hold. Null or absent: no limit, as for the order of an account.
   */
  guestAvailable?: number | null;
}

/** Quantity by product id. Items of the same product are added up. */
export function wantedUnits(items: readonly RequestedProduct[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { productId, quantity } of items) units.set(productId, (units.get(productId) ?? 0) + quantity);
  return units;
}

/** Whether two orders have the same quantities. */
export const sameUnits = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean =>
  one.size === other.size && [...one].every(([productId, quantity]) => other.get(productId) === quantity);

/**
 * The products that cannot be sold, each with one reason, in the order of the request. `forStaff`:
 * with the available units, which shoppers never see.
 */
export function findUnsellable(
  items: readonly RequestedProduct[],
  offers: readonly Offer[],
  forStaff = false,
): UnsellableProduct[] {
  const known = new Map(offers.map((offer) => [offer.productId, offer]));
  return [...wantedUnits(items)].flatMap(([productId, quantity]): UnsellableProduct[] => {
    const offer = known.get(productId);
    if (!offer) return [{ productId, reason: 'not_found' }];
    if (offer.unitAmount === null) return [{ productId, reason: 'no_price_in_currency' }];
    if (offer.available < quantity)
      return [{ productId, reason: 'insufficient_stock', ...(forStaff && { available: offer.available }) }];
    if ((offer.guestAvailable ?? quantity) < quantity) return [{ productId, reason: 'guest_limit' }];
    return [];
  });
}

/** The reply for sellable items, in the order of the request. */
export function toValidated(
  items: readonly RequestedProduct[],
  offers: readonly Offer[],
): ValidatedProduct[] {
  const known = new Map(offers.map((offer) => [offer.productId, offer]));
  return items.map(({ productId, quantity }) => {
    const offer = known.get(productId);
    if (!offer || offer.unitAmount === null) throw new Error(`${productId} was not checked before`);
    const { name, imageUrl, unitAmount, taxClass } = offer;
    return { productId, name, imageUrl, unitAmount, quantity, taxClass };
  });
}
