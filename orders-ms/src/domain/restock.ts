import { type RestockLine, RestockTooLarge } from '@orderwire/contracts';
import type { Line } from './order.js';
import type { Refund } from './refund.js';

/**
 * The lines that go back on sale, in the catalogue's spelling. Throws orders.restock_too_large, naming every product of which
 * fewer units are left: those the order has, without what its other refunds put back or are about to.
 */
export function restockOf(
  wanted: readonly RestockLine[],
  lines: readonly Pick<Line, 'productId' | 'quantity'>[],
  refunds: readonly Pick<Refund, 'status' | 'announced' | 'restock'>[],
): RestockLine[] {
  const left = new Map<string, number>();
  for (const { productId, quantity } of lines) left.set(productId, (left.get(productId) ?? 0) + quantity);
  for (const { status, announced, restock } of refunds) {
    // A refund that failed after it succeeded has put its goods back all the same.
    if (status === 'failed' && !announced) continue;
    for (const { productId, quantity } of restock) left.set(productId, (left.get(productId) ?? 0) - quantity);
  }
  const units = new Map<string, number>();
  for (const { productId, quantity } of wanted) units.set(productId, (units.get(productId) ?? 0) + quantity);
  const restock = [...units].map(([productId, quantity]) => ({ productId, quantity }));
  const products = restock
    .filter(({ productId, quantity }) => quantity > (left.get(productId) ?? 0))
    .map(({ productId }) => ({ productId, left: Math.max(0, left.get(productId) ?? 0) }));
  if (products.length > 0) throw RestockTooLarge({ products });
  return restock;
}
