import { decimalsOf, InvalidMessage, type Price } from '@orderwire/contracts';

/**
 * Refuses prices that could never be charged: Stripe takes currencies with thousandths only in multiples of ten.
 * Throws invalid_message naming each such price.
 */
export function mustBeChargeable(prices: readonly Price[]): void {
  const errors = prices.flatMap(({ currency, amount }, index) =>
    decimalsOf(currency) === 3 && amount % 10 !== 0
      ? [
          {
            path: `prices.${index}.amount`,
            message: `amount must be a multiple of 10 in ${currency}: the last decimal cannot be charged`,
          },
        ]
      : [],
  );
  if (errors.length > 0) throw InvalidMessage({ errors });
}
