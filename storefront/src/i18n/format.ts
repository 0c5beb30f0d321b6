import { decimalsOf, formatAmount } from '@orderwire/contracts/currencies';
import { formatLocale } from './locale';

/** `amount` in minor units. */
export const formatMoney = (amount: number, currency: string): string =>
  formatAmount(amount, currency, formatLocale);

/** The text of an amount field as minor units; undefined if it is not an amount of the currency. */
export function parseMoney(text: string, currency: string): number | undefined {
  const digits = decimalsOf(currency);
  const match = /^\s*(\d{1,12})(?:[.,](\d+))?\s*$/.exec(text);
  const [, whole, fraction = ''] = match ?? [];
  if (whole === undefined || fraction.length > digits) return undefined;
  return Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, '0') || 0);
}

/** An amount of minor units as the text of a field, without a currency: `12.50`. */
export const moneyText = (amount: number, currency: string): string =>
  (amount / 10 ** decimalsOf(currency)).toFixed(decimalsOf(currency));

const date = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium' });
const dateTime = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium', timeStyle: 'short' });
const withoutYear = new Intl.DateTimeFormat(formatLocale, {
  ...{ day: 'numeric', month: 'short' },
  ...{ hour: 'numeric', minute: '2-digit' },
});
const exact = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium', timeStyle: 'medium' });
const time = new Intl.DateTimeFormat(formatLocale, { timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(formatLocale, { numeric: 'auto', style: 'short' });
const number = new Intl.NumberFormat(formatLocale);

export const formatDate = (at: string | number): string => date.format(new Date(at));
export const formatDateTime = (at: string | number): string => dateTime.format(new Date(at));
/** Without the year, if it is this one. */
export const formatShortDateTime = (at: string): string =>
  (new Date(at).getFullYear() === new Date().getFullYear() ? withoutYear : dateTime).format(new Date(at));
/** With seconds. */
export const formatExact = (at: string | number): string => exact.format(new Date(at));
export const formatTime = (at: string | number): string => time.format(new Date(at));
export const formatNumber = (value: number): string => number.format(value);
export const formatPercent = (share: number): string =>
  new Intl.NumberFormat(formatLocale, { style: 'percent', maximumFractionDigits: 1 }).format(share);

const units: readonly [Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** `5 min. ago`, `in 2 days`. */
export function formatRelative(at: string | number, now = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1_000);
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** A length of time in its largest two units: `2 h 5 min`, `45 s`. */
export function formatDuration(milliseconds: number): string {
  const total = Math.max(0, Math.round(milliseconds / 1_000));
  const parts = units.map(([unit, size], index) => {
    const above = units[index - 1]?.[1] ?? Infinity;
    return [unit, Math.floor((total % above) / size)] as const;
  });
  const first = parts.findIndex(([, value]) => value > 0);
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([, value]) => value > 0);
  return shown
    .map(([unit, value]) =>
      new Intl.NumberFormat(formatLocale, { style: 'unit', unit, unitDisplay: 'short' }).format(value),
    )
    .join(' ');
}

/** A short length of time with three digits: `850 µs`, `12.3 ms`, `1.25 s`; from a minute on as above. */
export function formatMicroseconds(microseconds: number): string {
  if (microseconds >= 60_000_000) return formatDuration(microseconds / 1_000);
  const [unit, size] =
    microseconds >= 1_000_000
      ? (['second', 1_000_000] as const)
      : microseconds >= 1_000
        ? (['millisecond', 1_000] as const)
        : (['microsecond', 1] as const);
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(formatLocale, options).format(microseconds / size);
}

const plurals = new Intl.PluralRules(formatLocale);

/** The form of a noun for a number: `plural(n, { one: 'item', other: 'items' })`. */
export const plural = (count: number, forms: { one: string; other: string }): string =>
  plurals.select(count) === 'one' ? forms.one : forms.other;

const regions = new Intl.DisplayNames([formatLocale], { type: 'region' });

/** The name of a country, in the language of the page. */
export const countryName = (code: string): string => regions.of(code) ?? code;

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A number of bytes in its largest unit: `1.4 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(formatLocale, {
    style: 'unit',
    unit: sizes[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1_000 ** power);
}
