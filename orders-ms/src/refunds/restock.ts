import { type RestockLine, RestockTooLarge } from '@orderwire/contracts';
import { type Line, unitsByProduct } from '../lifecycle/order.js';
import type { Refund } from './refund.js';

/**
 * The lines to put back on sale, one per product. Throws orders.restock_too_large with every
 * product of which fewer units are left: those of the order, without the units that its other
 * refunds put back or will put back.
 */
export function restockOf(
  requested: readonly RestockLine[],
  lines: readonly Pick<Line, 'productId' | 'quantity'>[],
  refunds: readonly Pick<Refund, 'status' | 'published' | 'restock'>[],
): RestockLine[] {
  const ordered = unitsByProduct(lines);
  const restocked = unitsByProduct(countedRestocks(refunds));
  const left = (productId: string) => (ordered.get(productId) ?? 0) - (restocked.get(productId) ?? 0);
  const restock = [...unitsByProduct(requested)].map(([productId, quantity]) => ({ productId, quantity }));
  const products = restock
    .filter(({ productId, quantity }) => quantity > left(productId))
    .map(({ productId }) => ({ productId, left: Math.max(0, left(productId)) }));
  if (products.length > 0) throw RestockTooLarge({ products });
  return restock;
}

/** The lines that refunds put, or will put, back on sale. */
export const countedRestocks = (
  refunds: readonly Pick<Refund, 'status' | 'published' | 'restock'>[],
): RestockLine[] =>
  refunds
    // A refund that failed after it succeeded has already put its goods back.
    .filter(({ status, published }) => status !== 'failed' || published)
    .flatMap(({ restock }) => restock);
