import { isId } from '../ids';

export interface BasketLine {
  readonly productId: string;
  readonly quantity: number;
}

/** What a shopper is about to order: each product once, in the order in which they were added. */
export type Basket = readonly BasketLine[];

/** The limits of an order. */
export const MAX_LINES = 100;
export const MAX_QUANTITY = 999;

const clamp = (quantity: number): number => Math.min(MAX_QUANTITY, Math.max(1, Math.trunc(quantity)));

/** Reads a stored basket; drops what is no valid line. */
export function parseBasket(stored: unknown): Basket {
  if (!Array.isArray(stored)) return [];
  const lines = stored
    .filter(isLine)
    .map(({ productId, quantity }) => ({ productId, quantity: clamp(quantity) }));
  return [...new Map(lines.map((line) => [line.productId, line])).values()].slice(0, MAX_LINES);
}

const isLine = (value: unknown): value is BasketLine => {
  const { productId, quantity } = Object(value) as Record<string, unknown>;
  return isId(productId) && typeof quantity === 'number' && quantity >= 1;
};

export const quantityOf = (basket: Basket, productId: string): number =>
  basket.find((line) => line.productId === productId)?.quantity ?? 0;

/** Adds units, at most as many as an order may have. A full basket takes no further product. */
export function addToBasket(basket: Basket, productId: string, quantity: number): Basket {
  const before = quantityOf(basket, productId);
  if (before > 0) return setQuantity(basket, productId, before + quantity);
  return canAdd(basket, productId) ? [...basket, { productId, quantity: clamp(quantity) }] : basket;
}

export const canAdd = (basket: Basket, productId: string): boolean =>
  quantityOf(basket, productId) > 0 || basket.length < MAX_LINES;

export const setQuantity = (basket: Basket, productId: string, quantity: number): Basket =>
  basket.map((line) => (line.productId === productId ? { productId, quantity: clamp(quantity) } : line));

export const removeFromBasket = (basket: Basket, ...productIds: string[]): Basket =>
  basket.filter(({ productId }) => !productIds.includes(productId));

export const unitsOf = (basket: Basket): number => basket.reduce((sum, { quantity }) => sum + quantity, 0);
