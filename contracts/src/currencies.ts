import { numberFormat } from './formats.js';

/** How Stripe charges a currency. Amounts are in its minor unit. */
export interface CurrencyRules {
  /** Decimals of an amount: 2500 with 2 decimals is 25.00. */
  readonly decimals: 0 | 2 | 3;
  /** Prices, charges and refunds are multiples of this. */
  readonly step: 1 | 10 | 100;
  /**
   * The smallest charge that Stripe publishes for the currency; 1 where Stripe compares the
   * equivalent in the currency of the account.
   */
  readonly minimum: number;
  /** The largest charge: eight digits, twelve for IDR, ten for COP, nine for INR. */
  readonly maximum: number;
}

const twoDecimals: CurrencyRules = { decimals: 2, step: 1, minimum: 1, maximum: 99_999_999 };
const zeroDecimals: CurrencyRules = { ...twoDecimals, decimals: 0 };
const threeDecimals: CurrencyRules = { ...twoDecimals, decimals: 3, step: 10 };
/** No decimals any more; Stripe still expects hundredths. */
const wholeHundreds: CurrencyRules = { ...twoDecimals, step: 100 };

/** The smallest charge, as docs.stripe.com/currencies lists it. */
const minimums: Readonly<Record<string, number>> = {
  usd: 50, aed: 200, ars: 50, aud: 50, brl: 50, cad: 50, chf: 50, cop: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30,
  hkd: 400, huf: 17_500, idr: 50, ils: 50, inr: 50, jpy: 50, krw: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, php: 50,
  pln: 200, ron: 200, rub: 50, sek: 300, sgd: 50, thb: 1000, zar: 50,
}; // prettier-ignore

const withRules = (rules: CurrencyRules, codes: string): [string, CurrencyRules][] =>
  codes.split(' ').map((code) => [code, rules]);

/** Currencies that differ from two decimals, a step of 1 and eight digits. */
const exceptions = new Map([
  ...withRules(zeroDecimals, 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'),
  ...withRules(threeDecimals, 'bhd jod kwd omr tnd'),
  ...withRules(wholeHundreds, 'isk ugx'),
  ...withRules({ ...twoDecimals, maximum: 999_999_999_999 }, 'idr'),
  ...withRules({ ...twoDecimals, maximum: 9_999_999_999 }, 'cop'),
  ...withRules({ ...twoDecimals, maximum: 999_999_999 }, 'inr'),
]);

/** Presentment currencies, as docs.stripe.com/currencies lists them. */
const chargeable =
  'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp ' +
  'byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip ' +
  'gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd ' +
  'kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok ' +
  'npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos ' +
  'srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf ' +
  'yer zar zmw';

const rulesByCode = new Map(
  chargeable.split(' ').map((code): [string, CurrencyRules] => {
    const rules = exceptions.get(code) ?? twoDecimals;
    return [code, { ...rules, minimum: minimums[code] ?? rules.minimum }];
  }),
);

/** The ISO 4217 codes, lower case, in which Stripe charges. */
export const currencies: readonly string[] = [...rulesByCode.keys()];

/** The rules of a currency, in either case. An unknown code has those of most currencies. */
export const currencyRules = (currency: string): CurrencyRules =>
  rulesByCode.get(currency) ?? rulesByCode.get(currency.toLowerCase()) ?? twoDecimals;

/** The largest amount of any currency. */
export const MAX_AMOUNT = 999_999_999_999;

/** The number of decimals of a currency: 0, 2 or 3. */
export const decimalsOf = (currency: string): 0 | 2 | 3 => currencyRules(currency).decimals;

/** Why an amount of this currency cannot be charged or refunded; undefined if it can. */
export function amountProblem(amount: number, currency: string): string | undefined {
  const { step, maximum } = currencyRules(currency);
  if (amount > maximum) return `must be at most ${maximum} in ${currency}: Stripe charges no more at once`;
  if (amount % step !== 0)
    return `must be a multiple of ${step} in ${currency}: Stripe charges and refunds no smaller parts`;
  return undefined;
}

/** Formats minor units: `formatAmount(1999, 'usd', 'en-US')` is "$19.99". Only for display. */
export function formatAmount(amount: number, currency: string, locale = 'en-US'): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return numberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(`${amount < 0 ? '-' : ''}${text}` as Intl.StringNumericLiteral);
}
