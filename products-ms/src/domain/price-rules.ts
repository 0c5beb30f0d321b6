import { amountProblem, InvalidMessage, type Price } from '@orderwire/contracts';

/**
 * Refuses prices that Stripe cannot charge: currencies with three decimals only in multiples of
 * ten, ISK and UGX only in multiples of a hundred. Throws invalid_message, which names each such
 * price.
 */
export function requireChargeable(prices: readonly Price[]): void {
  const errors = prices.flatMap(({ currency, amount }, index) => {
    const problem = amountProblem(amount, currency);
    return problem ? [{ path: `prices.${index}.amount`, message: `amount ${problem}` }] : [];
  });
  if (errors.length > 0) throw InvalidMessage({ errors });
}
