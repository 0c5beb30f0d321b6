import type { ProductView } from '@orderwire/contracts';

/** The price of one unit in minor units; undefined if the product is not sold in the currency. */
export const priceIn = ({ prices }: Pick<ProductView, 'prices'>, currency: string): number | undefined =>
  prices.find((price) => price.currency === currency)?.amount;
