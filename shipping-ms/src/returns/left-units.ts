import type { RestockLine } from '@orderwire/contracts';

/** Units of each product. */
export const unitsOf = (lines: readonly RestockLine[]): Map<string, number> => {
  const units = new Map<string, number>();
  for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + quantity);
  return units;
};

/**
 * The products of which a return asks for more units than are left: those of the order, without the
 * units of its other returns and those that its refunds restock.
 */
export function unitsTooMany(
  asked: readonly RestockLine[],
  ordered: readonly RestockLine[],
  gone: readonly RestockLine[],
): { productId: string; left: number }[] {
  const [all, away] = [unitsOf(ordered), unitsOf(gone)];
  return [...unitsOf(asked)]
    .map(([productId, quantity]) => {
      const left = Math.max(0, (all.get(productId) ?? 0) - (away.get(productId) ?? 0));
      return { productId, quantity, left };
    })
    .filter(({ quantity, left }) => quantity > left)
    .map(({ productId, left }) => ({ productId, left }));
}
