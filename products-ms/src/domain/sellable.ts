import type { UnsellableProduct, ValidatedProduct, RequestedProduct } from '@orderwire/contracts';

/** What the catalogue knows about a product that somebody wants. */
export interface Offer {
  productId: string;
  name: string;
  imageUrl: string | null;
  /** In the currency asked for; null when it has no price there. */
  unitAmount: number | null;
  /** Units this order could have. */
  available: number;
}

/** Each product once, quantities added up. */
export function wantedUnits(items: readonly RequestedProduct[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { productId, quantity } of items) units.set(productId, (units.get(productId) ?? 0) + quantity);
  return units;
}

/** Whether two orders' worth of units are the same. */
export const sameUnits = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean =>
  one.size === other.size && [...one].every(([productId, quantity]) => other.get(productId) === quantity);

/** Every product that stands in the way, with its reason, in the order of the request; empty when all can be sold. */
export function unsellable(
  items: readonly RequestedProduct[],
  offers: readonly Offer[],
): UnsellableProduct[] {
  const known = new Map(offers.map((offer) => [offer.productId, offer]));
  return [...wantedUnits(items)].flatMap(([productId, quantity]): UnsellableProduct[] => {
    const offer = known.get(productId);
    if (!offer) return [{ productId, reason: 'not_found' }];
    if (offer.unitAmount === null) return [{ productId, reason: 'no_price_in_currency' }];
    if (offer.available < quantity)
      return [{ productId, reason: 'insufficient_stock', available: offer.available }];
    return [];
  });
}

/** The answer for items that can all be sold: in the order of the request. */
export function validated(items: readonly RequestedProduct[], offers: readonly Offer[]): ValidatedProduct[] {
  const known = new Map(offers.map((offer) => [offer.productId, offer]));
  return items.map(({ productId, quantity }) => {
    const offer = known.get(productId);
    if (!offer || offer.unitAmount === null) throw new Error(`${productId} was not checked before`);
    return { productId, name: offer.name, imageUrl: offer.imageUrl, unitAmount: offer.unitAmount, quantity };
  });
}
