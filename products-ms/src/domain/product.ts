import {
  type Actor,
  hasStaffAccess,
  type ProductView,
  type StockLowEvent,
  type TaxClass,
} from '@orderwire/contracts';

/** The stock counters of one product. */
export interface Stock {
  available: number;
  reserved: number;
  /** Units sold so far, less returns. Grows without limit. */
  sold: bigint;
  /** `stock.low` is published when `available` falls to this; null: never. */
  lowThreshold: number | null;
}

/** A product of the catalogue with all that any caller may see. */
export interface Product {
  id: string;
  name: string;
  description: string | null;
  imageUrl: string | null;
  taxClass: TaxClass;
  createdAt: Date;
  updatedAt: Date;
  /** Minor units. */
  prices: { currency: string; amount: bigint }[];
  stock: Stock | null;
}

/** A product whose `available` has just fallen to its low threshold or below. */
export interface LowStock {
  productId: string;
  name: string;
  /** Units that can still be ordered. */
  available: number;
  /** `available` was above it before. */
  threshold: number;
}

/**
 * A text as the column `search_name` has it, without case and accents, so that "CAFE" finds "café"
 * however that was typed. The migration that adds the column has the same steps in SQL.
 */
export const searchText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFC');

/** Payload of stock.low. */
export const stockLow = (low: LowStock): StockLowEvent => ({ ...low, at: new Date().toISOString() });

const noStock: Stock = { available: 0, reserved: 0, sold: 0n, lowThreshold: null };

/** A product as this actor may see it. The counters are for staff and services only. */
export function toProductView(product: Product, actor: Actor): ProductView {
  const { id, name, description, imageUrl, prices, taxClass, createdAt, updatedAt } = product;
  const { available, reserved, sold, lowThreshold } = product.stock ?? noStock;
  const counters = { available, reserved, sold: Number(sold), lowThreshold };
  return {
    id,
    name,
    description,
    imageUrl,
    prices: prices.map(({ currency, amount }) => ({ currency, amount: Number(amount) })),
    taxClass,
    available: available > 0,
    ...(hasStaffAccess(actor) && { stock: counters }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
