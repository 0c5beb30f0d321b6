import type { ProductView } from '@orderwire/contracts';
import { priceIn } from '../catalogue/price';
import type { Basket, BasketLine } from './basket';

/**
 * Whether a line can be ordered: `removed` from the shop, `sold_out`, `no_price` in the chosen currency,
 * or its product could not be loaded.
 */
export type LineState = 'loading' | 'failed' | 'removed' | 'sold_out' | 'no_price' | 'ready';

export interface PricedLine extends BasketLine {
  readonly state: LineState;
  /** As the shop sells it now. */
  readonly product?: ProductView;
  /** Minor units; only of lines that are `ready`. */
  readonly unitAmount: number;
  readonly amount: number;
}

/** A basket with the prices of now. */
export interface PricedBasket {
  readonly lines: readonly PricedLine[];
  readonly currency: string;
  /** Of the lines that can be ordered, in minor units, without taxes that are added. */
  readonly amount: number;
  readonly isLoading: boolean;
  /** Every line can be ordered, and there is one. */
  readonly isReady: boolean;
}

/** What is known of a product of the basket. */
export interface KnownProduct {
  readonly product?: ProductView | undefined;
  readonly problem?: 'failed' | 'removed' | undefined;
}

export function priceBasket(basket: Basket, known: readonly KnownProduct[], currency: string): PricedBasket {
  const lines = basket.map((line, index) => priceLine(line, known[index] ?? {}, currency));
  return {
    lines,
    currency,
    amount: lines.reduce((sum, { amount }) => sum + amount, 0),
    isLoading: lines.some(({ state }) => state === 'loading'),
    isReady: lines.length > 0 && lines.every(({ state }) => state === 'ready'),
  };
}

function priceLine(line: BasketLine, { product, problem }: KnownProduct, currency: string): PricedLine {
  const none = { unitAmount: 0, amount: 0 };
  if (problem === 'removed') return { ...line, ...none, state: 'removed', ...(product && { product }) };
  if (!product) return { ...line, ...none, state: problem ?? 'loading' };
  const unitAmount = priceIn(product, currency);
  if (!product.available) return { ...line, ...none, product, state: 'sold_out' };
  if (unitAmount === undefined) return { ...line, ...none, product, state: 'no_price' };
  return { ...line, product, unitAmount, amount: unitAmount * line.quantity, state: 'ready' };
}
