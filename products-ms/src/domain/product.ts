import type { Actor, ProductView } from '@orderwire/contracts';

/** The counters of one product; `sold` grows for ever. */
export interface Stock {
  available: number;
  reserved: number;
  sold: bigint;
  /** Staff are told when `available` falls to this; null: never. */
  lowThreshold: number | null;
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

const none: Stock = { available: 0, reserved: 0, sold: 0n, lowThreshold: null };

const insiders: ReadonlySet<Actor['role']> = new Set(['staff', 'admin', 'system']);

/** A product as this actor may see it: the counters are the shop's own business. */
export function viewOf(product: Product, actor: Actor): ProductView {
  const { id, name, description, imageUrl, prices, createdAt, updatedAt } = product;
  const { available, reserved, sold, lowThreshold } = product.stock ?? none;
  return {
    id,
    name,
    description,
    imageUrl,
    prices,
    available: available > 0,
    ...(insiders.has(actor.role) && { stock: { available, reserved, sold: Number(sold), lowThreshold } }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
