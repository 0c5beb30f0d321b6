import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsOptional, ValidateBy, type ValidationArguments } from 'class-validator';
import { isCountryCode } from './countries.js';
import { currencies, currencyRules, MAX_AMOUNT } from './money.js';

const currencyCodes = new Set(currencies);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID of any version, in either case. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && uuid.test(value);
const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** PostgreSQL has no year 0. */
const YEAR_ONE = Date.parse('0001-01-01T00:00:00Z');

/** One named rule per field; schemas.ts maps the name to a JSON schema. */
export const rule = (
  name: string,
  validate: (value: unknown, of?: ValidationArguments) => boolean,
  message: string,
  constraints: unknown[] = [],
) => ValidateBy({ name, constraints, validator: { validate, defaultMessage: () => `$property ${message}` } });

/** Combines several rules into one decorator. */
export const allOf =
  (...rules: ((target: object, key: string) => void)[]): PropertyDecorator =>
  (target, key) =>
    rules.forEach((decorate) => decorate(target, String(key)));

const toLowerCase = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value));

/** The field is always present and may be null. */
export const Nullable = () =>
  allOf(
    IsOptional(),
    rule('nullable', () => true, ''),
  );

/** An ISO 4217 code. Upper case is accepted and converted to lower case, which Stripe uses. */
export const IsCurrencyCode = () =>
  allOf(
    toLowerCase(),
    rule(
      'currencyCode',
      (v) => typeof v === 'string' && currencyCodes.has(v),
      'must be an ISO 4217 currency code',
    ),
  );

/**
 * The code of a country, ISO 3166-1 alpha-2 or XK. Lower case is accepted and converted to upper
 * case.
 */
export const IsCountryCode = () =>
  allOf(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^[a-z]{2}$/i.test(value) ? value.toUpperCase() : value,
    ),
    rule(
      'countryCode',
      (v) => typeof v === 'string' && isCountryCode(v),
      'must be the two-letter code of a country, like "GB"',
    ),
  );

/**
 * A price or total in minor units, zero or more, at most the largest charge of the message's
 * `currency`; of any currency where the message has none.
 */
export const IsAmount = () =>
  rule(
    'amount',
    (v, of) => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= largestIn(of),
    'must be a whole number of minor units, at least 0 and of at most eight digits (IDR 12, COP 10, INR 9)',
  );

function largestIn(of?: ValidationArguments): number {
  const { currency } = (of?.object ?? {}) as { currency?: unknown };
  return typeof currency === 'string' ? currencyRules(currency).maximum : MAX_AMOUNT;
}

/** Text of `min` to `max` characters; no NUL, which PostgreSQL cannot store. */
export const IsText = (max: number, min = 0) =>
  rule(
    'text',
    (v) =>
      typeof v === 'string' &&
      v.length >= min &&
      v.length <= max &&
      !v.includes('\u0000') &&
      v.isWellFormed(),
    `must be text of ${min} to ${max} characters`,
    [max, min],
  );

/** Converts a text to Unicode's composed form (NFC): equal names are equal however they were typed. */
export const toComposed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.normalize() : value));

/** {@link IsText}, composed. */
export const IsComposedText = (max: number, min = 0) => allOf(toComposed(), IsText(max, min));

/**
 * A UUID of any version (our own ids are UUIDv7). Upper case is accepted and converted to lower
 * case.
 */
export const IsId = () => allOf(toLowerCase(), rule('id', isUuid, 'must be a UUID'));

/** A UUID or an explicit null: a missing field is an error. */
export const IsIdOrNull = () =>
  allOf(
    toLowerCase(),
    rule('idOrNull', (v) => v === null || isUuid(v), 'must be a UUID or null'),
  );

/** A point in time, ISO 8601 with its offset. */
export const IsTime = () =>
  rule(
    'time',
    (v) => typeof v === 'string' && v.length <= 40 && iso8601.test(v) && Date.parse(v) >= YEAR_ONE,
    'must be an ISO 8601 time with its offset, like 2026-01-31T12:00:00Z',
  );

/** A whole number, also as text: query strings have no numbers. */
export const IsWholeNumber = (min: number, max: number) =>
  allOf(
    Type(() => Number),
    rule(
      'wholeNumber',
      (v) => Number.isInteger(v) && (v as number) >= min && (v as number) <= max,
      `must be a whole number from ${min} to ${max}`,
      [min, max],
    ),
  );

/** true or false, also as text: query strings have no booleans. */
export const IsQueryBoolean = () =>
  allOf(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    IsBoolean(),
  );
