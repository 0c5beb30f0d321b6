/** A child of an element: text, elements by name, or several of a name. Undefined is left out. */
export type XmlValue = string | XmlElements | readonly (string | XmlElements | undefined)[] | undefined;

/** Elements in the order of their keys. Keys that begin with `@` are attributes; `#` is the text. */
export interface XmlElements {
  readonly [name: string]: XmlValue;
}

/** An XML document with one root element, indented by two blanks. */
export const xmlDocument = (root: XmlElements): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${elements(root, '')}`;

const elements = (parent: XmlElements, indent: string): string =>
  Object.entries(parent)
    .filter(([name]) => !name.startsWith('@') && name !== '#')
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => element(name, one, indent)),
    )
    .join('');

function element(name: string, value: string | XmlElements | undefined, indent: string): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return `${indent}<${name}>${escape(value)}</${name}>\n`;
  const attributes = Object.entries(value)
    .flatMap(([key, text]) =>
      key.startsWith('@') && typeof text === 'string' ? [` ${key.slice(1)}="${escape(text)}"`] : [],
    )
    .join('');
  const text = value['#'];
  if (typeof text === 'string') return `${indent}<${name}${attributes}>${escape(text)}</${name}>\n`;
  const children = elements(value, `${indent}  `);
  // EN 16931 forbids empty elements.
  return children === '' ? '' : `${indent}<${name}${attributes}>\n${children}${indent}</${name}>\n`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes markup, and leaves out characters that XML 1.0 cannot contain. */
const escape = (text: string): string =>
  text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
