/** Currencies without a minor unit at Stripe, where an amount of 500 means 500. */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));

/** Currencies whose minor unit is a thousandth. */
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));

const SUPPORTED = new Set(
  (
    'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp ' +
    'cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr ' +
    'isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr ' +
    'mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd ' +
    'std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw'
  ).split(' '),
);

/**
 * Stripe's published minimum charge per settlement currency, in minor units. Other currencies have
 * the minimum of the currency into which they are converted; the sandbox has no exchange rates.
 */
const MINIMUM: Record<string, number> = {
  usd: 50, aed: 200, ars: 50, aud: 50, brl: 50, cad: 50, chf: 50, cop: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30,
  hkd: 400, huf: 17500, idr: 50, ils: 50, inr: 50, jpy: 50, krw: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, php: 50,
  pln: 200, ron: 200, rub: 50, sek: 300, sgd: 50, thb: 1000, zar: 50,
}; // prettier-ignore

/**
 * Digits of the largest charge with every payment method. Cards alone allow more (12, American
 * Express 9).
 */
const DIGITS: Record<string, number> = { idr: 12, cop: 10, inr: 9 };
const DIGITS_ELSEWHERE = 8;

/** Whether Stripe knows this currency (lower case ISO 4217). */
export const isSupported = (currency: string): boolean => SUPPORTED.has(currency);

/** All supported currencies, as Stripe's error message lists them. */
export const supportedList = (): string => [...SUPPORTED].join(', ');

/** The minimum charge, in minor units. */
export const minimumCharge = (currency: string): number => MINIMUM[currency] ?? 1;

/** The largest charge, in minor units. */
export const maximumCharge = (currency: string): number => 10 ** (DIGITS[currency] ?? DIGITS_ELSEWHERE) - 1;

/**
 * Amounts are multiples of this many minor units. isk and ugx have no decimals, but Stripe expects
 * hundredths; card networks want a last digit 0 with three decimals.
 */
export function chargeStep(currency: string): 1 | 10 | 100 {
  if (currency === 'isk' || currency === 'ugx') return 100;
  return THREE_DECIMAL.has(currency) ? 10 : 1;
}

/** Digits after the point of an amount in this currency: 0, 2 or 3. */
export function decimals(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

const formats = new Map<string, Intl.NumberFormat>();

/**
 * An amount for people: `formatMoney(1200, 'usd')` is `$12.00`, `formatMoney(1200, 'jpy')` is
 * `¥1,200`.
 */
export function formatMoney(amount: number, currency: string): string {
  let format = formats.get(currency);
  if (!format) {
    const digits = decimals(currency);
    format = new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency: currency.toUpperCase(),
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(currency, format);
  }
  return format.format(amount / 10 ** decimals(currency));
}
