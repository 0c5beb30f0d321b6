import type { TaxReason } from '@orderwire/contracts';
import type { MessageKind } from '../messages/message.js';

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
  /** Before the name and percentage of a tax that the prices include, or that is added to them. */
  readonly taxIncluded: string;
  readonly taxAdded: string;
  /** Why an order has no tax. */
  readonly taxFree: Readonly<Partial<Record<TaxReason, string>>>;
  readonly shipTo: string;
  readonly order: string;
  readonly seeOrder: string;
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
