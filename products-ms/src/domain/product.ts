import type { Actor, ProductView } from '@orderwire/contracts';

/** The counters of one product; `sold` grows for ever. */
export interface Stock {
  available: number;
  reserved: number;
  sold: bigint;
}

/** A product of the catalogue with everything a caller may see of it. */
export interface Product {
  id: string;
  name: string;
  description: string | null;
  imageUrl: string | null;
  createdAt: Date;
  updatedAt: Date;
  prices: { currency: string; amount: number }[];
  stock: Stock | null;
}

const insiders: ReadonlySet<Actor['role']> = new Set(['staff', 'admin', 'system']);

/** A product as this actor may see it: the counters are the shop's own business. */
export function viewOf(product: Product, actor: Actor): ProductView {
  const { id, name, description, imageUrl, prices, createdAt, updatedAt } = product;
  const { available, reserved, sold } = product.stock ?? { available: 0, reserved: 0, sold: 0n };
  return {
    id,
    name,
    description,
    imageUrl,
    prices,
    available: available > 0,
    ...(insiders.has(actor.role) && { stock: { available, reserved, sold: Number(sold) } }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
