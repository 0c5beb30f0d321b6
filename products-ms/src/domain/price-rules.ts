import { decimalsOf, InvalidMessage, type Price } from '@orderwire/contracts';

/** Currencies without decimals whose amounts Stripe takes in hundredths all the same. */
const wholeInHundredths: ReadonlySet<string> = new Set(['isk', 'ugx']);

/** An amount in this currency (lower case) can be charged when it is a multiple of this. */
function stepOf(currency: string): 1 | 10 | 100 {
  if (wholeInHundredths.has(currency)) return 100;
  return decimalsOf(currency) === 3 ? 10 : 1;
}

/**
 * Refuses prices that could never be charged: Stripe takes currencies with thousandths only in multiples of ten, and
 * Icelandic and Ugandan money only in multiples of a hundred. Throws invalid_message naming each such price.
 */
export function mustBeChargeable(prices: readonly Price[]): void {
  const errors = prices.flatMap(({ currency, amount }, index) => {
    const step = stepOf(currency);
    if (amount % step === 0) return [];
    const message = `amount must be a multiple of ${step} in ${currency}: smaller parts cannot be charged`;
    return [{ path: `prices.${index}.amount`, message }];
  });
  if (errors.length > 0) throw InvalidMessage({ errors });
}
