import { chargeStepOf, InvalidMessage, type Price } from '@orderwire/contracts';

/**
 * Refuses prices that Stripe cannot charge: currencies with three decimals only in multiples of
 * ten, ISK and UGX only in multiples of a hundred. Throws invalid_message, which names each such
 * price.
 */
export function requireChargeable(prices: readonly Price[]): void {
  const errors = prices.flatMap(({ currency, amount }, index) => {
    const step = chargeStepOf(currency);
    if (amount % step === 0) return [];
    const message = `amount must be a multiple of ${step} in ${currency}: smaller parts cannot be charged`;
    return [{ path: `prices.${index}.amount`, message }];
  });
  if (errors.length > 0) throw InvalidMessage({ errors });
}
