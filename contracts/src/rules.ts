import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, Matches, ValidateBy, type ValidationArguments } from 'class-validator';
import { isCountryCode } from './countries.js';
import { currencies, currencyRules, MAX_AMOUNT } from './currencies.js';

const currencyCodes = new Set(currencies);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID of any version, in either case. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && uuid.test(value);
const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-](0\d|1[0-5]):[0-5]\d)$/;

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

/** The field may be absent, or null: in a change an absent field keeps its value and null clears it. */
export const IsClearable = () =>
  allOf(
    IsOptional(),
    rule('clearable', () => true, ''),
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

/** Text that PostgreSQL and UTF-8 can store: no NUL, no half of a surrogate pair. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** Text of `min` to `max` characters of any kind that {@link isStorable} allows, kept as it is. */
export const IsText = (max: number, min = 0) =>
  rule(
    'text',
    (v) => typeof v === 'string' && v.length >= min && v.length <= max && isStorable(v),
    `must be text of ${min} to ${max} characters`,
    [max, min],
  );

/** Converts a text to Unicode's composed form (NFC): equal names are equal however they were typed. */
export const toComposed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.normalize() : value));

/** {@link IsText}, composed. */
export const IsComposedText = (max: number, min = 0) => allOf(toComposed(), IsText(max, min));

/** Control, format and private characters; not the joiners of emoji and of Persian and Indic words. */
// The joiner is meant by itself.
// eslint-disable-next-line no-misleading-character-class
const unprintable = /(?![\u200c\u200d\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;
const lineBreak = /[\r\n\p{Zl}\p{Zp}]/u;
const visible = /[^\p{Z}\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u;

const isPrintable = (text: string, max: number, min: number): boolean =>
  text.length <= max && (min === 0 || (text.length >= min && visible.test(text)));

const toTrimmed = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.normalize().trim() : value,
  );

/**
 * One line for people to read, such as a name: composed, without blanks around it and without
 * control characters. With a `min` of 1 or more it is not blank. Safe in an e-mail header.
 */
export const IsSingleLine = (max: number, min = 1) =>
  allOf(
    toTrimmed(),
    rule(
      'singleLine',
      (v) => typeof v === 'string' && !unprintable.test(v) && !lineBreak.test(v) && isPrintable(v, max, min),
      `must be one line of ${min} to ${max} characters, without control characters${min > 0 ? ' and not blank' : ''}`,
      [max, min],
    ),
  );

/** {@link IsSingleLine} with line breaks and tabs, such as a description. */
export const IsParagraph = (max: number, min = 0) =>
  allOf(
    toTrimmed(),
    rule(
      'paragraph',
      (v) =>
        typeof v === 'string' && !unprintable.test(v.replace(/[\t\r\n]/g, '')) && isPrintable(v, max, min),
      `must be text of ${min} to ${max} characters, without control characters${min > 0 ? ' and not blank' : ''}`,
      [max, min],
    ),
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

/** A point in time that PostgreSQL can store: ISO 8601 with its offset. */
export const isTime = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length <= 40 &&
  iso8601.test(value) &&
  Date.parse(value) >= YEAR_ONE &&
  isDate(value.slice(0, 10));

/** A JavaScript date takes the 30th of February for the 2nd of March. */
const isDate = (day: string): boolean =>
  Number(day.slice(8)) <= 28 || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

/** A point in time, ISO 8601 with its offset. */
export const IsTime = () =>
  rule('time', isTime, 'must be an ISO 8601 time with its offset, like 2026-01-31T12:00:00Z');

/** A whole number, also as text of digits: query strings have no numbers. */
export const IsWholeNumber = (min: number, max: number) =>
  allOf(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
    ),
    rule(
      'wholeNumber',
      (v) => Number.isInteger(v) && (v as number) >= min && (v as number) <= max,
      `must be a whole number from ${min} to ${max}`,
      [min, max],
    ),
  );

const languageTag = /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/;

/** Whether a text has the form of a BCP 47 language tag. */
export const isLocale = (text: string): boolean => languageTag.test(text);

/** A language, BCP 47, such as "de-CH". */
export const IsLocale = () => Matches(languageTag);

/** true or false, also as text: query strings have no booleans. */
export const IsQueryBoolean = () =>
  allOf(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    IsBoolean(),
  );

/**
 * One or more of these values. Query strings repeat the field or separate its values by commas; a
 * single value is a list of one.
 */
export const IsOneOrMoreOf = (values: readonly string[]) =>
  allOf(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value)),
    rule(
      'oneOrMoreOf',
      (v) =>
        Array.isArray(v) &&
        v.length > 0 &&
        new Set(v).size === v.length &&
        v.every((each) => values.includes(each as string)),
      `must be one or more of ${values.join(', ')}, each once`,
      [...values],
    ),
  );
