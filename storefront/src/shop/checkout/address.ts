import type { Address } from '@orderwire/contracts';
import { countries } from '@orderwire/contracts/countries';
import { countryName } from '../../i18n/format';
import { formatLocale } from '../../i18n/locale';

/** An address as its fields have it: every field is text. */
export type AddressValues = Required<Record<keyof Address, string>>;

export const emptyAddress: AddressValues = {
  ...{ name: '', line1: '', line2: '', city: '', state: '', postalCode: '', country: '' },
};

/** The country of the browser's language, as a first guess: `es-MX` is Mexico. */
export const guessedCountry = (): string => {
  const region = new Intl.Locale(formatLocale).region ?? '';
  return countries.includes(region) ? region : '';
};

export const addressValues = (address: Address): AddressValues => ({ ...emptyAddress, ...address });

/** The address of a request: empty fields are left out. */
export const addressOf = (values: AddressValues): Address =>
  Object.fromEntries(
    Object.entries(values).flatMap(([field, value]) => (value.trim() ? [[field, value.trim()]] : [])),
  ) as unknown as Address;

/** All countries by their names in the language of the page. */
export const namedCountries = (): { code: string; name: string }[] =>
  countries
    .map((code) => ({ code, name: countryName(code) }))
    .sort((a, b) => a.name.localeCompare(b.name, formatLocale));

/** In lines, as an envelope has it. */
export const addressLines = ({ name, line1, line2, city, state, postalCode, country }: Address): string[] =>
  [name, line1, line2, [postalCode, city].filter(Boolean).join(' '), state, countryName(country)].filter(
    (line): line is string => Boolean(line),
  );
