import { texts as en } from './texts.en.js';
import { texts as es } from './texts.es.js';
import type { Texts } from './texts.js';

export type Language = 'en' | 'es';

export const languages: Readonly<Record<Language, Texts>> = { en, es };

/** The language of a BCP 47 locale: that of its first part, English for others. */
export function languageOf(locale: string | null): Language {
  const language = locale?.split('-', 1)[0]?.toLowerCase();
  return language === 'es' ? 'es' : 'en';
}
