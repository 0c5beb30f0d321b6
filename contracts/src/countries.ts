/** Upper-case codes: ISO 3166-1 alpha-2, and XK, which the EU, the banks and Stripe use for Kosovo. */
export const countries: readonly string[] = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
  'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO ' +
  'FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE ' +
  'JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO ' +
  'MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW ' +
  'PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM ' +
  'TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'
).split(' ');

const codes = new Set(countries);

/** Whether it is the upper-case code of a country. */
export const isCountryCode = (code: string): boolean => codes.has(code);

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
