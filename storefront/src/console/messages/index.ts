import { locale } from '../../i18n/locale';
import type { Messages } from './en';

/** The texts in the language of the page, once {@link loadMessages} has resolved. */
export let m: Messages;

/** Loads the language of the page, and no other. */
export async function loadMessages(): Promise<void> {
  m = locale === 'es' ? (await import('./es')).es : (await import('./en')).en;
}
