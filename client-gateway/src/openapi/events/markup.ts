/** Markup that needs no escaping. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | readonly Html[];

const characters: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (each) => characters[each] ?? each);

const textOf = (value: Value): string => {
  if (value instanceof Html) return value.text;
  return typeof value === 'object' ? value.map(textOf).join('') : escape(String(value));
};

/** Joins markup with values. Values other than {@link Html} are escaped. */
export const markup = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(parts.reduce((text, part, index) => text + textOf(values[index - 1] ?? '') + part));

/** No markup. */
export const nothing = new Html('');

/** Text in which words between backticks are code. */
export const prose = (text: string): Html => new Html(escape(text).replace(/`([^`]+)`/g, '<code>$1</code>'));

/** A name that may break after its dots and underscores. */
export const breakable = (name: string): Html => new Html(escape(name).replace(/[._]/g, '$&<wbr>'));
