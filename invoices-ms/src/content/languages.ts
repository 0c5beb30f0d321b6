import { texts as de } from './texts.de.js';
import { texts as en } from './texts.en.js';
import { texts as es } from './texts.es.js';
import type { Texts } from './texts.js';

/** The texts in the language of a BCP 47 locale; English for languages that have none. */
export function textsOf(locale: string | null): Texts {
  const language = locale?.split('-', 1)[0]?.toLowerCase();
  return language === 'de' ? de : language === 'es' ? es : en;
}
