/** The languages of both pages. */
export const locales = ['en', 'es'] as const;

export type Locale = (typeof locales)[number];

const KEY = 'locale';

const isLocale = (value: unknown): value is Locale => locales.some((locale) => locale === value);

/** The chosen language, else the first one that the browser prefers, else English. */
function preferredLocale(): Locale {
  const chosen = localStorage.getItem(KEY);
  if (isLocale(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLocale) ?? 'en';
}

/** Fixed for the life of the page: another choice reloads it. */
export const locale: Locale = preferredLocale();

/** With the region of the browser, for numbers and dates: `es-MX`, `en-GB`. */
export const formatLocale: string = navigator.languages.find((tag) => tag.slice(0, 2) === locale) ?? locale;

export function chooseLocale(next: Locale): void {
  localStorage.setItem(KEY, next);
  location.reload();
}
