import { countries } from '@orderwire/contracts/countries';
import { countryName } from '../../i18n/format';

/** All countries by their names, for a choice. */
export const countryOptions: readonly (readonly [code: string, name: string])[] = countries
  .map((code) => [code, countryName(code)] as const)
  .toSorted(([, one], [, other]) => one.localeCompare(other));
