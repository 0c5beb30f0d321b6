import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsOptional, ValidateBy } from 'class-validator';
import { currencies } from './money.js';

/** The largest amount of one Checkout Session, in minor units (Stripe: eight digits). */
export const MAX_AMOUNT = 99_999_999;

const currencyCodes = new Set(currencies);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID of any version, in either case. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && uuid.test(value);
const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** PostgreSQL has no year 0. */
const YEAR_ONE = Date.parse('0001-01-01T00:00:00Z');

/** One named rule per field; schemas.ts maps the name to a JSON schema. */
const rule = (
  name: string,
  validate: (value: unknown) => boolean,
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

/** A price or total in minor units, zero or more. */
export const IsAmount = () =>
  rule(
    'amount',
    (v) => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= MAX_AMOUNT,
    `must be a whole number of minor units from 0 to ${MAX_AMOUNT}`,
  );

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
