import { isISO31661Alpha2 } from 'class-validator';

/**
 * Whether it is the upper-case code of a country: ISO 3166-1 alpha-2, and XK, which the EU, the banks
 * and Stripe use for Kosovo.
 */
export const isCountryCode = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && (isISO31661Alpha2(code) || code === 'XK');

/**
 * Countries whose addresses have no postal code, or usually none: those without one in Google's
 * libaddressinput, those for which Stripe's SDKs ask for none, and Kosovo.
 */
const withoutPostalCode = new Set(
  (
    'AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GN GQ GY HK IE JM KE KI ' +
    'KM KN KP LC LY ML MO MR MS MU MW NR NU PA PS QA RW SA SB SC SL SO SR SS ST SX SY TD TF TG TK TL TO TT TV TZ UG ' +
    'VU WS XK YE ZA ZW'
  ).split(' '),
);

/** Whether an address in this country (upper-case code) must have a postal code. */
export const requiresPostalCode = (country: string): boolean => !withoutPostalCode.has(country);
