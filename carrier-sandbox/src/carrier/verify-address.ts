import type { AddressFields } from '../store/records.js';

/** A reason why an address is rejected, in EasyPost's words. */
export interface AddressError {
  code: string;
  field: string;
  message: string;
  suggestion: null;
}

/** Postal codes per country; other countries are not checked. */
const POSTAL_CODES: Record<string, RegExp> = {
  US: /^\d{5}(-\d{4})?$/,
  CA: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i,
  DE: /^\d{5}$/,
  FR: /^\d{5}$/,
  ES: /^\d{5}$/,
  IT: /^\d{5}$/,
  MX: /^\d{5}$/,
  PT: /^\d{4}-?\d{3}$/,
  NL: /^\d{4} ?[A-Z]{2}$/i,
  BE: /^\d{4}$/,
  AT: /^\d{4}$/,
  CH: /^\d{4}$/,
  DK: /^\d{4}$/,
  SE: /^\d{3} ?\d{2}$/,
  PL: /^\d{2}-?\d{3}$/,
  JP: /^\d{3}-?\d{4}$/,
  AU: /^\d{4}$/,
  PE: /^\d{5}$/,
};

/** Countries to which no carrier ships. */
const UNDELIVERABLE_COUNTRIES = new Set(['AQ', 'BV', 'HM']);

/** Why the address cannot be delivered to; empty when it can. */
export function verifyAddress(address: AddressFields): AddressError[] {
  const { street1, street2, city, zip, country } = address;
  const pattern = POSTAL_CODES[country?.toUpperCase() ?? ''];
  return [
    ...(street1 ? [] : [error('E.ADDRESS.REQUIRED', 'street1', 'Street is required')]),
    ...(city || zip ? [] : [error('E.CITY_STATE.INVALID', 'city', 'City or zip is required')]),
    ...(/^[A-Za-z]{2}$/.test(country ?? '')
      ? []
      : [error('E.COUNTRY.INVALID', 'country', 'Invalid country')]),
    ...(/undeliverable/i.test(`${street1} ${street2}`)
      ? [error('E.ADDRESS.NOT_FOUND', 'address', 'Address not found')]
      : []),
    ...(pattern && !pattern.test(zip ?? '')
      ? [error('E.ZIP.INVALID', 'zip', 'Invalid zip or postal code')]
      : []),
  ];
}

/** Whether a carrier serves the country. */
export const isServed = ({ country }: AddressFields): boolean =>
  !UNDELIVERABLE_COUNTRIES.has(country?.toUpperCase() ?? '');

const error = (code: string, field: string, message: string): AddressError => ({
  code,
  field,
  message,
  suggestion: null,
});
