import type { MessageKind } from '../messages/message.js';
import { texts as en } from './texts.en.js';
import { texts as es } from './texts.es.js';

/** One message in one language. Every string is a Handlebars template of {@link TemplateValues}. */
export interface MessageText {
  readonly subject: string;
  readonly heading: string;
  /** Paragraphs above the code, the button and the order. An empty result leaves one out. */
  readonly body: readonly string[];
  /** Label of the button; shown when the message has a link. */
  readonly button?: string;
  /** Paragraphs at the end. */
  readonly closing?: readonly string[];
}

/** The words that several messages share. */
export interface SharedText {
  readonly greeting: string;
  readonly codeLabel: string;
  readonly total: string;
  readonly refunded: string;
  readonly shipTo: string;
  readonly order: string;
  /** The line above the link to unsubscribe. */
  readonly unsubscribeReason: string;
  readonly unsubscribe: string;
  /** The last line of every mail. */
  readonly footer: string;
}

export interface Texts {
  readonly shared: SharedText;
  readonly messages: Readonly<Record<MessageKind, MessageText>>;
}

export type Language = 'en' | 'es';

export const languages: Readonly<Record<Language, Texts>> = { en, es };

/** The language of a BCP 47 locale: that of its first part, English for others. */
export function languageOf(locale: string | null): Language {
  const language = locale?.split('-', 1)[0]?.toLowerCase();
  return language === 'es' ? 'es' : 'en';
}
