import { invalid } from './api-error.js';

/**
 * A parsed form: `a[b]=c` becomes `{ a: { b: 'c' } }`; arrays keep their numbers as keys. No
 * prototype.
 */
export interface Form {
  [key: string]: string | Form;
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_DEPTH = 6;

/** Parses a query string or an `application/x-www-form-urlencoded` body with bracket notation. */
export function parseForm(text: string): Form {
  const form = Object.create(null) as Form;
  if (text === '') return form;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = decode(equals < 0 ? pair : pair.slice(0, equals));
    assign(form, key, equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return form;
}

/**
 * Always makes a new string: a slice of the body would keep the whole body in memory with every
 * stored value.
 */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);
  } catch {
    throw invalid('Invalid URL-encoded characters in the request.');
  }
}

function assign(form: Form, key: string, value: string): void {
  const bracket = key.indexOf('[');
  if (bracket <= 0) {
    if (FORBIDDEN.has(key)) throw invalid(`Received unknown parameter: ${key}`, key, 'parameter_unknown');
    form[key] = value;
    return;
  }
  const path = [
    key.slice(0, bracket),
    ...key.slice(bracket + 1, key.endsWith(']') ? -1 : undefined).split(']['),
  ];
  if (path.length > MAX_DEPTH || path.some((part) => FORBIDDEN.has(part))) {
    throw invalid(`Received unknown parameter: ${key}`, key, 'parameter_unknown');
  }
  let target = form;
  for (let depth = 0; depth < path.length - 1; depth++) {
    const name = nameIn(target, path[depth]!);
    const next = target[name];
    if (typeof next === 'object') target = next;
    else target = target[name] = Object.create(null) as Form;
  }
  target[nameIn(target, path.at(-1)!)] = value;
}

/** `a[]=x&a[]=y` numbers its elements in the order they come. */
const nameIn = (target: Form, part: string): string =>
  part === '' ? String(Object.keys(target).length) : part;
