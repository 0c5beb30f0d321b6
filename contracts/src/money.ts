/**
 * Stripe's zero-decimal currencies. isk and ugx are not among them: they have no decimals any more,
 * but Stripe still expects their amounts in hundredths.
 */
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));

/** Currencies with three decimals. Stripe charges them only in multiples of ten minor units. */
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '));

/** Every ISO 4217 code this runtime knows, lower case. */
export const currencies: readonly string[] = Intl.supportedValuesOf('currency').map((code) =>
  code.toLowerCase(),
);

/** The number of decimals of a currency: 0, 2 or 3. */
export function decimalsOf(currency: string): 0 | 2 | 3 {
  const code = currency.toLowerCase();
  return zeroDecimal.has(code) ? 0 : threeDecimal.has(code) ? 3 : 2;
}

/** Currencies without decimals whose amounts Stripe expects in hundredths. */
const wholeInHundredths = new Set(['isk', 'ugx']);

/** An amount in this currency can be charged when it is a multiple of this many minor units. */
export function chargeStepOf(currency: string): 1 | 10 | 100 {
  if (wholeInHundredths.has(currency.toLowerCase())) return 100;
  return decimalsOf(currency) === 3 ? 10 : 1;
}

/** Formats minor units: `formatAmount(1999, 'usd', 'en-US')` is "$19.99". Only for display. */
export function formatAmount(amount: number, currency: string, locale = 'en-US'): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(`${amount < 0 ? '-' : ''}${text}` as Intl.StringNumericLiteral);
}
