import { dateFormat, formatAmount, type OrderView } from '@orderwire/contracts';
import Handlebars from 'handlebars';
import type { Rendered } from '../channels/channel.js';
import type { MessageData, MessageKind } from '../messages/message.js';
import { layout } from './layout.js';
import { languageOf, languages } from './languages.js';
import { oneLine, taxLines, type TaxLines } from './order-taxes.js';
import type { MessageText, SharedText } from './texts.js';

/** What a message shows. All of it is data: nothing of it is ever compiled as a template. */
export interface RenderInput {
  readonly kind: MessageKind;
  /** BCP 47; null: English. */
  readonly locale: string | null;
  readonly shop: string;
  readonly name?: string | null;
  /** Of the event. `amount` needs `currency`; times are ISO 8601. */
  readonly data: MessageData;
  /** Shown with its lines, taxes, total and address. */
  readonly order?: OrderView;
  /** Staff get the id of the order only. */
  readonly orderId?: string | null;
  /** Target of the button. */
  readonly link?: string;
  /** The link shows the order, whatever the message's own button says. */
  readonly toOrder?: boolean;
  /** Shown where there is no page to link to. */
  readonly code?: string;
  readonly unsubscribeUrl?: string;
}

type Values = Record<string, unknown>;

const plain = Handlebars.create();
const page = Handlebars.create();
const htmlPage = page.compile(layout, { strict: false, knownHelpersOnly: true });

/** Compiled strings by their text: there are some hundred, all ours. */
const compiled = new Map<string, Handlebars.TemplateDelegate>();

function fill(template: string, values: Values): string {
  let filled = compiled.get(template);
  if (!filled) {
    filled = plain.compile(template, { noEscape: true, knownHelpersOnly: true });
    compiled.set(template, filled);
  }
  return filled(values);
}

/** The fields of `data` that are times. */
const times = ['time', 'payUntil', 'expiresAt'];

/** A message in the language of its recipient: subject, text and HTML. */
export function render(input: RenderInput): Rendered {
  const { kind, shop, link, code, unsubscribeUrl } = input;
  const language = languageOf(input.locale);
  const { shared, messages } = languages[language];
  const message: MessageText = messages[kind];
  const locale = formatLocale(input.locale, language);
  const values = valuesOf(input, shared, locale);
  const inWords = (template: string): string => fill(template, values).trim();
  const all = (templates: readonly string[] = []): string[] =>
    templates.map(inWords).filter((text) => text !== '');
  const shown = {
    ...values,
    language,
    subject: oneLine(inWords(message.subject)).slice(0, 200),
    heading: inWords(message.heading),
    greeting: inWords(shared.greeting),
    paragraphs: all(message.body),
    closing: all(message.closing),
    footer: inWords(shared.footer),
    labels: shared,
    button: input.toOrder ? shared.seeOrder : (message.button ?? ''),
    link: message.button && link ? link : '',
    code: code ?? '',
    unsubscribeUrl: unsubscribeUrl ?? '',
    shop,
  };
  return {
    subject: shown.subject,
    text: textOf(shown),
    html: htmlPage({ ...shown, preview: shown.paragraphs[0] ?? '' }),
  };
}

function valuesOf(
  { shop, name, data, order, orderId }: RenderInput,
  labels: SharedText,
  locale: string,
): Values {
  const values: Values = { ...trackingOf(order) };
  for (const [key, value] of Object.entries(data))
    values[key] = typeof value === 'string' ? oneLine(value) : value;
  for (const key of times) if (typeof data[key] === 'string') values[key] = timeIn(data[key], locale);
  const { amount, currency } = data;
  if (typeof amount === 'number' && typeof currency === 'string')
    values['amount'] = formatAmount(amount, currency, locale);
  const id = order?.id ?? orderId;
  return {
    ...values,
    shop,
    name: name ? oneLine(name) : '',
    ...(id && {
      order: { id, reference: referenceOf(id), ...(order && orderValues(order, labels, locale)) },
    }),
  };
}

/** Of the parcel of an order; the event's own values take precedence. */
const trackingOf = (order?: OrderView): Values => {
  const { carrier, trackingNumber, trackingUrl } = order?.tracking ?? {};
  return trackingNumber
    ? { carrier: oneLine(carrier ?? ''), trackingNumber: oneLine(trackingNumber), trackingUrl }
    : {};
};

/** The last eight characters of an order's id, which differ between the orders of one moment. */
export const referenceOf = (orderId: string): string => orderId.slice(-8).toUpperCase();

function orderValues(order: OrderView, labels: SharedText, locale: string): Values {
  const { currency, shippingAddress: to } = order;
  const money = (amount: number): string => formatAmount(amount, currency, locale);
  const place = to && [to.city, to.state, to.postalCode].filter(Boolean).join(', ');
  return {
    items: order.items.map((line) => ({
      name: oneLine(line.name),
      quantity: line.quantity,
      amount: money(line.amount),
    })),
    total: money(order.totalAmount),
    taxes: taxLines(order, labels, locale),
    refunded: order.refundedAmount > 0 ? money(order.refundedAmount) : '',
    address: to
      ? [to.name, to.line1, to.line2, place, to.country].filter(Boolean).map((line) => oneLine(line ?? ''))
      : [],
  };
}

/** The recipient's own locale where its language is ours: `es-MX` has other number formats than `es`. */
function formatLocale(locale: string | null, language: string): string {
  try {
    const [supported] = Intl.NumberFormat.supportedLocalesOf(locale ?? []);
    return supported?.startsWith(language) ? supported : language;
  } catch {
    // The rules of the contracts accept more than BCP 47 does.
    return language;
  }
}

/** "29 November 2026 at 16:30 UTC": a mail may be read in any time zone. */
const timeIn = (time: string, locale: string): string =>
  dateFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(time)) +
  ' UTC';

interface Shown {
  readonly heading: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  readonly closing: readonly string[];
  readonly footer: string;
  readonly labels: SharedText;
  readonly button: string;
  readonly link: string;
  readonly code: string;
  readonly unsubscribeUrl: string;
  readonly order?: Values;
}

/** The text part, for readers without HTML. */
function textOf({ labels, order, ...shown }: Shown): string {
  const items = (order?.['items'] ?? []) as { name: string; quantity: number; amount: string }[];
  const address = (order?.['address'] ?? []) as string[];
  const refunded = order?.['refunded'] as string | undefined;
  const taxes = order?.['taxes'] as TaxLines | undefined;
  const amounts = (lines: TaxLines['added'] = []) => lines.map(({ label, amount }) => `${label}: ${amount}`);
  const parts = [
    shown.heading,
    shown.greeting,
    ...shown.paragraphs,
    shown.code && `${labels.codeLabel}:\n${shown.code}`,
    shown.link && `${shown.button}: ${shown.link}`,
    items.length > 0 &&
      [
        `${labels.order} ${String(order?.['id'])}`,
        ...items.map(({ quantity, name, amount }) => `${quantity} × ${name}  ${amount}`),
        ...amounts(taxes?.added),
        `${labels.total}: ${String(order?.['total'])}`,
        ...amounts(taxes?.included),
        ...(taxes?.notes ?? []),
        ...(refunded ? [`${labels.refunded}: ${refunded}`] : []),
      ].join('\n'),
    address.length > 0 && [`${labels.shipTo}:`, ...address].join('\n'),
    ...shown.closing,
    shown.unsubscribeUrl && `${labels.unsubscribeReason}\n${labels.unsubscribe}: ${shown.unsubscribeUrl}`,
    `-- \n${shown.footer}`,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
